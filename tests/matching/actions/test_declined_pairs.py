"""When a declined pair comes back: listings made and changed by the actions, with the versions that these
write.
"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.actor import actor_of
from catalog.actions import content, moderation, moves
from catalog.kinds import used
from catalog.models import ListingVersion
from matching import queries
from matching.actions import requests, review
from matching.enums import ProposalState
from matching.models import Proposal
from matching.pipeline import match_requests
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
NEED = {
    "title": "Vacuum bearing", "description": "Vacuum bearing", "technical_specification": "-",
    "partnership_types": ["rd_cooperation"], "language": "en",
}  # fmt: skip
OFFER = {
    "title": "Vacuum bearing", "description": "Vacuum bearing", "stage_of_development": "lab_tested",
    "partnership_types": ["rd_cooperation"], "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _low_floor(settings):
    settings.PROPOSAL_FLOOR = 0.05


@pytest.fixture
def owners(db):
    return {kind: actor_of(MembershipFactory().user) for kind in ("need", "offer")}


@pytest.fixture
def declined(owners, reviewer):
    """Drafted, handed in, published, matched, declined; undo has passed."""
    listings = [
        content.create(kind=kind, organisation=owners[kind].organisation, by=owners[kind], content=texts)
        for kind, texts in (("need", NEED), ("offer", OFFER))
    ]
    for listing in listings:
        moves.submit(listing=listing, by=owners[listing.kind])
        moderation.publish(listing=listing, by=reviewer, revision=listing.revision)
    match_requests.work_off()
    return _decline(Proposal.objects.get(), reviewer)


def _decline(proposal, reviewer):
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return review.decline(proposal=proposal, by=reviewer, kind="budget")


def edit(listing, owners, **changes):
    """As a form does it: the whole content goes in, what differs is the change."""
    listing.refresh_from_db()
    whole = {name: getattr(listing, name) for name in used(listing.kind) if name != "patents"}
    whole |= changes
    content.edit(listing=listing, by=owners[listing.kind], content=whole, revision=listing.revision)


def match_again(declined):
    """Both are looked at again, as after any change of a partner. Returns what is on the board then."""
    requests.ask(listings=[declined.need, declined.offer])
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        match_requests.work_off()
    return list(Proposal.objects.pending())


def test_first_version_of_a_listing_is_no_change_of_it(declined):
    assert set(ListingVersion.objects.values_list("revision", flat=True)) == {1}
    assert match_again(declined) == []


@pytest.mark.parametrize("side", ["need", "offer"])
@pytest.mark.parametrize(
    "change",
    [{"own_reference": "B-7"}, {"source": "A fair"}, {"confidential": "Ask for Ms Li"}],
    ids=lambda change: next(iter(change)),
)
def test_declined_pair_stays_away_after_a_change_that_matching_does_not_read(declined, owners, side, change):
    edit(getattr(declined, side), owners, **change)
    assert ListingVersion.objects.get(revision=2).changed == list(change)
    assert match_again(declined) == []


@pytest.mark.parametrize("side", ["need", "offer"])
@pytest.mark.parametrize(
    "change",
    [
        {"description": "Vacuum bearing without grease"},
        {"keywords": ["bearing"]},
        {"partnership_types": ["rd_cooperation", "service"]},
        {"countries": ["CN"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_declined_pair_comes_back_after_a_change_that_matching_reads(declined, owners, side, change):
    edit(getattr(declined, side), owners, **change)
    [again] = match_again(declined)
    assert (again.need_id, again.offer_id, again.pk == declined.pk) == (
        declined.need_id, declined.offer_id, False,
    )  # fmt: skip
    assert {again.need_revision, again.offer_revision} == {1, 2}


def test_declined_pair_comes_back_when_a_change_that_matters_lies_before_one_that_does_not(declined, owners):
    edit(declined.need, owners, description="Vacuum bearing without grease")
    edit(declined.need, owners, source="A fair")
    assert queries.revisions_that_matter([declined.need_id]) == {declined.need_id: 2}
    assert len(match_again(declined)) == 1


def test_change_from_before_the_second_decision_does_not_bring_the_pair_back_again(
    declined, owners, reviewer
):
    edit(declined.need, owners, description="Vacuum bearing without grease")
    [again] = match_again(declined)
    twice = _decline(again, reviewer)
    edit(declined.need, owners, source="A fair")
    assert match_again(twice) == []
    edit(declined.offer, owners, description="Vacuum bearing of steel")
    [third] = match_again(twice)
    assert (third.need_revision, third.offer_revision) == (3, 2)


@pytest.mark.parametrize("side", ["need", "offer"])
def test_declined_pair_stays_away_when_a_side_rests_and_is_published_again(declined, owners, side):
    listing = getattr(declined, side)
    moves.hold(listing=listing, by=owners[side])
    moves.resume(listing=listing, by=owners[side])
    assert match_again(declined) == []


def test_need_withdrawn_reopened_and_published_unchanged_does_not_bring_the_pair_back(
    declined, owners, reviewer
):
    need, by = declined.need, owners["need"]
    for step in (moves.withdraw, moves.reopen, moves.submit):
        need = step(listing=need, by=by)
    moderation.publish(listing=need, by=reviewer, revision=need.revision)
    assert match_again(declined) == []
    assert Proposal.objects.get().state == ProposalState.DECLINED
