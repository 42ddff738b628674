"""Several writers and senders at once, on a database where they really run beside each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from core.models import WorkState
from notifications import tasks
from notifications.actions import News, write
from notifications.models import Letter, LetterItem
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITERS, ROUNDS = 8, 10


def at_once(work, n=WRITERS):
    """Run work(0) ... work(n - 1) in threads that start together."""
    start = Barrier(n)

    def run(number):
        try:
            start.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))


def test_approvals_at_once_travel_in_one_letter():
    for _ in range(ROUNDS):
        user = UserFactory()
        at_once(lambda n, user=user: write(kind="proposals", recipient=user, news=[News(f"p{n}:1", {})]))
        [letter] = Letter.objects.filter(recipient=user)
        assert letter.items.count() == WRITERS


def test_same_news_at_once_is_told_once():
    for kind in ("proposals", "listing_published"):
        user = UserFactory()
        at_once(lambda n, user=user, kind=kind: write(kind=kind, recipient=user, news=[News("p:1", {})]))
        assert Letter.objects.filter(recipient=user).count() == 1
        assert LetterItem.objects.filter(letter__recipient=user).count() == 1


def test_news_while_the_letter_is_taken_for_delivery_is_in_exactly_one_letter(settings):
    settings.LETTER_BUNDLE_SECONDS = 0
    for _ in range(ROUNDS):
        user = UserFactory()
        write(kind="proposals", recipient=user, news=[News("first:1", {})])

        def work(n, user=user):
            if n % 2:
                return [(row.pk, row.items.count()) for row in Letter.objects.filter(recipient=user).claim(1)]
            return write(kind="proposals", recipient=user, news=[News(f"p{n}:1", {})])

        claimed = dict(pair for found in at_once(work)[1::2] for pair in found)
        news = LetterItem.objects.filter(letter__recipient=user)
        assert news.count() == 1 + WRITERS // 2
        assert {pk: Letter.objects.get(pk=pk).items.count() for pk in claimed} == claimed
        assert Letter.objects.filter(recipient=user, gathering=True).count() <= 1
        Letter.objects.filter(recipient=user).delete()


def test_letters_sent_by_several_workers_are_sent_once(mailoutbox):
    organisation = OrganisationFactory(verification="waiting")
    for n in range(12):
        write(
            kind="organisation_to_verify",
            recipient=UserFactory(staff="reviewer"),
            news=[News(f"{organisation.public_id}:{n}", {"organisation": organisation.public_id})],
        )
    Letter.objects.update(due_at=timezone.now())
    assert sum(at_once(lambda n: tasks.deliver_due(), n=4)) == 12
    assert {letter.state for letter in Letter.objects.all()} == {WorkState.DONE}
    ids = [message.extra_headers["Message-ID"] for message in mailoutbox]
    assert sorted(ids) == sorted(Letter.objects.values_list("message_id", flat=True))
