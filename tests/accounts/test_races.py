"""Two people at once, on a database where they really run beside each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.actor import actor_of
from accounts.models import Membership, SiteText
from core.errors import AlreadyDecided, Conflict
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


def at_once(*works):
    """Run the works in threads that start together; a conflict is an answer, too."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        except Conflict as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_owners_who_leave_at_once_do_not_both_get_away():
    for _turn in range(ROUNDS):
        organisation = OrganisationFactory()
        rows = MembershipFactory.create_batch(2, organisation=organisation)
        at_once(
            *(
                lambda row=row: actions.memberships.leave(membership=row, by=actor_of(row.user))
                for row in rows
            )
        )
        assert Membership.objects.owners().filter(organisation=organisation).count() == 1


def test_two_reviewers_at_once_give_one_verdict():
    reviewers = [actor_of(person) for person in UserFactory.create_batch(2, staff="reviewer")]
    for _turn in range(ROUNDS):
        organisation = OrganisationFactory(verification="waiting")
        answers = at_once(
            lambda row=organisation: actions.organisations.verify(organisation=row, by=reviewers[0]),
            lambda row=organisation: actions.organisations.refuse(
                organisation=row, by=reviewers[1], note="No."
            ),
        )
        assert answers.count(AlreadyDecided) == 1
        assert AuditEvent.objects.filter(object_id=organisation.public_id).count() == 1


def test_asking_twice_at_once_is_asking_once():
    for _turn in range(ROUNDS):
        organisation, person = OrganisationFactory(), actor_of(UserFactory())
        asked = at_once(
            *[lambda o=organisation, p=person: actions.memberships.ask_to_join(organisation=o, by=p)] * 4
        )
        assert len({row.pk for row in asked}) == 1
        assert (
            AuditEvent.objects.filter(verb="membership.asked", person_id=person.person.public_id).count() == 1
        )


def test_two_operators_at_once_publish_one_version_each_or_are_told():
    operators = [actor_of(person) for person in UserFactory.create_batch(2, staff="operator")]
    for turn in range(1, ROUNDS):
        answers = at_once(
            *(
                lambda by=by, seen=turn: actions.site_texts.publish(
                    slug="imprint", by=by, body_en=f"{by.person} {seen}", body_zh="甲", seen=seen
                )
                for by in operators
            )
        )
        assert sum(isinstance(answer, SiteText) for answer in answers) == 1
        assert SiteText.objects.current("imprint").version == turn + 1
