"""Two people at one listing at the same moment, on PostgreSQL: one wins, the other is told."""

import threading

import pytest
from django.db import connection, connections

from accounts.actor import actor_of
from catalog.actions import moderation, moves
from catalog.actions.content import create, edit
from catalog.errors import CatalogError, Stale
from catalog.models import Listing, ListingVersion, Patent
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PATIENCE = 30


@pytest.fixture(autouse=True)
def _postgresql():
    assert connection.vendor == "postgresql", "DATABASE_URL must name PostgreSQL"


def together(*jobs):
    """Runs the jobs in threads that start at the same moment; returns what they returned or raised."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        gate.wait(PATIENCE)
        try:
            results[number] = job()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


@pytest.mark.parametrize("round_number", range(5))
def test_two_edits_of_one_revision_one_is_saved_the_other_is_stale(round_number):
    owner = actor_of(MembershipFactory().user)
    listing = ListingFactory(organisation=owner.organisation)

    def change(title):
        return lambda: edit(listing=listing, by=owner, content={"title": title}, revision=1)

    results = together(change("Left"), change("Right"))
    saved = [each for each in results if isinstance(each, Listing)]
    assert [type(each) for each in results if each not in saved] == [Stale]
    listing.refresh_from_db()
    assert (listing.revision, listing.title, ListingVersion.objects.count()) == (2, saved[0].title, 1)


@pytest.mark.parametrize("round_number", range(5))
def test_publication_and_an_edit_at_once_never_publish_what_nobody_read(round_number):
    listing = ListingFactory(submitted=True)
    owner = actor_of(MembershipFactory(organisation=listing.organisation).user)
    reviewer = actor_of(UserFactory(staff="reviewer"))
    results = together(
        lambda: moderation.publish(listing=listing, by=reviewer, revision=1),
        lambda: edit(listing=listing, by=owner, content={"title": "Changed"}, revision=1),
    )
    listing.refresh_from_db()
    if isinstance(results[0], Stale):
        assert (listing.state, listing.revision) == ("submitted", 2)
    else:  # published as read; the edit came after, as an edit of a published listing, or was refused
        assert listing.state == "published"
        assert listing.versions.filter(revision=2).exists() == (listing.revision == 2)


@pytest.mark.parametrize("round_number", range(5))
def test_two_decisions_at_once_one_counts(round_number):
    listing = ListingFactory(submitted=True)
    first, second = (actor_of(UserFactory(staff="reviewer")) for _ in range(2))
    results = together(
        lambda: moderation.publish(listing=listing, by=first, revision=1),
        lambda: moderation.reject(listing=listing, by=second, revision=1, note="Not here."),
    )
    assert sum(isinstance(each, CatalogError) for each in results) == 1
    listing.refresh_from_db()
    winner = next(each for each in results if isinstance(each, Listing))
    assert (listing.state, listing.reviewed_by) == (winner.state, winner.reviewed_by)


@pytest.mark.parametrize("round_number", range(5))
def test_hold_and_withdraw_at_once_leave_one_state(round_number):
    listing = ListingFactory(published=True)
    owner = actor_of(MembershipFactory(organisation=listing.organisation).user)
    together(lambda: moves.hold(listing=listing, by=owner), lambda: moves.withdraw(listing=listing, by=owner))
    listing.refresh_from_db()
    assert listing.state == "withdrawn"  # a withdrawn one cannot be held, a held one can be withdrawn


@pytest.mark.parametrize("round_number", range(5))
def test_two_offers_with_one_new_patent_at_once_share_its_row(round_number):
    owner = actor_of(MembershipFactory().user)

    def post(title):
        content = {"title": title, "language": "en", "patents": [f"CN77{round_number}A"]}
        return lambda: create(kind="offer", organisation=owner.organisation, by=owner, content=content)

    results = together(post("One"), post("Two"))
    assert [each.patent_count for each in results] == [1, 1]
    assert Patent.objects.get().listings.count() == 2
