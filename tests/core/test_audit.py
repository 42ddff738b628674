import pytest

from accounts.actor import SYSTEM, Actor
from core import audit
from core.actors import ActorKind
from core.models import AuditEvent
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_record_keeps_labels_of_who_and_what(member):
    organisation = OrganisationFactory(name_en="Quillon Works")
    audit.record("organisation.verified", organisation, by=member, note="papers seen")
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_type, event.object_id, event.object_label) == (
        "organisation.verified",
        "accounts.organisation",
        organisation.public_id,
        "Quillon Works",
    )
    assert (event.person_id, event.organisation_id) == (
        member.person.public_id,
        member.organisation.public_id,
    )
    assert event.data == {"note": "papers seen"}


def test_history_does_not_stand_in_the_way_of_a_deletion(member):
    organisation = OrganisationFactory()
    audit.record("organisation.created", organisation, by=member)
    organisation.delete()
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("by", "kept"),
    [
        (SYSTEM, ("system", "", "")),
        (Actor(kind=ActorKind.SERVICE, name="ERP of the works"), ("service", "", "ERP of the works")),
    ],
    ids=["system", "service"],
)
def test_record_keeps_which_kind_of_actor_it_was(by, kept):
    event = audit.record("organisation.edited", OrganisationFactory(), by=by)
    assert (event.actor_kind, event.person_id, event.person_label) == kept


def test_record_of_a_person_says_so(member):
    event = audit.record("organisation.edited", member.organisation, by=member)
    assert (event.actor_kind, event.person_label) == ("person", str(member.person))


def test_last_word_is_that_of_somebody(member):
    organisation = OrganisationFactory()
    audit.record("organisation.verified", organisation, by=member)
    audit.record("organisation.checked", organisation, by=SYSTEM)
    assert audit.last_word_on(organisation).verb == "organisation.verified"
