import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actor import SYSTEM
from catalog.actions import content
from catalog.enums import ListingState
from catalog.models import Listing
from catalog.signals import listings_changed, listings_left, listings_published
from core.models import LeaseLost, WorkState
from matching import tasks
from matching.actions import requests
from matching.enums import Closing, ProposalState
from matching.models import Candidate, IndexChange, MatchRequest, Proposal
from matching.pipeline import apply, match_requests
from tests.factories.catalog import ListingFactory
from tests.factories.matching import ProposalFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_floor(settings):
    settings.PROPOSAL_FLOOR = 0.05


@pytest.fixture
def nudged(monkeypatch, settings):
    """Names of the tasks that were nudged."""
    names = []
    monkeypatch.setattr("matching.actions.requests.nudge", names.append)
    return names


def changes():
    return list(IndexChange.objects.values_list("key", "revision", "removed"))


def test_publication_asks_for_a_match_and_enters_the_index(nudged):
    listings = [need("vacuum bearing"), offer("vacuum bearing")]
    listings_published.send(sender=Listing, listings=listings, by=SYSTEM)
    assert changes() == [(listing.public_id, 1, False) for listing in listings]
    assert set(MatchRequest.objects.values_list("listing", "state")) == {
        (listing.pk, WorkState.WAITING) for listing in listings
    }
    assert nudged == ["matching.tasks.match_due"]


@pytest.mark.parametrize(("changed", "asked"), [(["description"], 1), (["source", "own_reference"], 0)])
def test_change_asks_for_a_match_only_when_it_matters(changed, asked):
    listings_changed.send(sender=Listing, listings=[need("vacuum")], by=SYSTEM, changed=changed)
    assert (MatchRequest.objects.count(), IndexChange.objects.count()) == (asked, asked)


def test_listing_that_left_takes_its_candidates_and_open_proposals_with_it(reviewer):
    wanted, _answer = need("vacuum bearing"), offer("vacuum bearing")
    matched(wanted)
    then = "2026-01-01T00:00Z"
    ProposalFactory(need=wanted, state=ProposalState.APPROVED, decided_at=then)
    opened = ProposalFactory(
        need=wanted, state=ProposalState.APPROVED, decided_at=then, contacts_opened_at=then
    )
    Listing.objects.filter(pk=wanted.pk).update(state=ListingState.WITHDRAWN)
    listings_left.send(sender=Listing, listings=[wanted], by=reviewer)
    assert Candidate.objects.count() == 0
    assert (
        list(Proposal.objects.exclude(pk=opened.pk).values_list("state", "closing"))
        == [(ProposalState.CLOSED, Closing.LAPSED)] * 2
    )
    opened.refresh_from_db()
    assert opened.state == ProposalState.APPROVED
    assert changes() == [(wanted.public_id, 1, False), (wanted.public_id, 1, True)]


def test_partners_of_a_listing_that_left_look_again(settings):
    settings.PENDING_PER_OFFER = 1
    answer = offer("vacuum bearing")
    first, second = need("vacuum bearing"), need("vacuum bearing film")
    matched(first, second)
    assert Proposal.objects.pending().get().need == first
    Listing.objects.filter(pk=first.pk).update(state=ListingState.ON_HOLD)
    first.refresh_from_db()
    listings_left.send(sender=Listing, listings=[first], by=SYSTEM)
    match_requests.work_off()
    assert Proposal.objects.pending().get().need == second
    assert [row.need for row in Candidate.objects.of(answer)] == [second]


def test_request_of_a_listing_no_longer_published_clears_up():
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    matched(wanted)
    Listing.objects.filter(pk=wanted.pk).update(state=ListingState.EXPIRED)
    assert matched(wanted) == 1
    assert (Candidate.objects.count(), Proposal.objects.pending().count()) == (0, 0)


def test_lost_lease_rolls_candidates_and_proposals_back():
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    MatchRequest.objects.ask([wanted])
    [row] = MatchRequest.objects.claim(1)
    MatchRequest.objects.ask([wanted])
    with pytest.raises(LeaseLost), transaction.atomic():
        match_requests.match(row)
    assert (Candidate.objects.count(), Proposal.objects.count()) == (0, 0)
    assert match_requests.work_off() == 1
    assert (Candidate.objects.count(), Proposal.objects.count()) == (1, 1)


def test_work_off_matches_everything_due_and_says_how_many():
    assert (
        matched(*(need(f"vacuum {n}") for n in range(match_requests.BATCH + 2))) == match_requests.BATCH + 2
    )
    assert set(MatchRequest.objects.values_list("state", flat=True)) == {WorkState.DONE}


def test_refill_wakes_a_finished_request_when_undo_has_passed():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    matched(wanted)
    requests.refill(listings=[wanted, answer])
    assert set(MatchRequest.objects.values_list("listing", "state")) == {
        (wanted.pk, WorkState.WAITING),
        (answer.pk, WorkState.WAITING),
    }
    assert MatchRequest.objects.due().count() == 0


def test_task_works_off_what_is_due():
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    MatchRequest.objects.ask([wanted])
    tasks.match_due()
    assert Proposal.objects.count() == 1


def test_refill_of_a_listing_that_was_never_matched_asks_for_it_and_of_a_draft_does_not():
    published = need("vacuum bearing")
    requests.refill(listings=[published, ListingFactory()])
    [row] = MatchRequest.objects.all()
    assert (row.listing, row.state, row.due_at > timezone.now()) == (published, WorkState.WAITING, True)


def test_refill_leaves_what_is_due_or_running_as_it_is():
    waiting, running = need("vacuum bearing"), need("garden chair")
    MatchRequest.objects.ask([running])
    [row] = MatchRequest.objects.claim(1)
    MatchRequest.objects.ask([waiting])
    requests.refill(listings=[waiting, running])
    assert [due.listing for due in MatchRequest.objects.due()] == [waiting]
    row.finish()
    assert row.state == WorkState.DONE


def test_run_finishes_waiting_requests_for_the_revision_that_was_matched_and_no_others():
    matched_now, changed = need("vacuum bearing"), need("garden chair")
    MatchRequest.objects.ask([matched_now, changed])
    Listing.objects.filter(pk=changed.pk).update(revision=2)
    apply._mark_done([matched_now.pk, changed.pk])
    assert MatchRequest.objects.get(state=WorkState.DONE).listing == matched_now


@pytest.mark.parametrize("state", ["draft", "on_hold"])
def test_edit_of_a_listing_that_is_not_published_asks_for_nothing(member, state):
    listing = need("vacuum bearing", organisation=member.organisation)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    content.edit(listing=listing, by=member, content={"description": "Dry bearing"}, revision=1)
    assert (MatchRequest.objects.count(), IndexChange.objects.count()) == (0, 0)
