from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.actor import actor_of
from catalog.enums import ListingState
from catalog.models import Listing
from core.models import AuditEvent
from matching.actions import answers, proposals, review
from matching.actions.errors import AlreadyDecided, NamesOwner, NotAllowedHere, NotOpen, WordsMissing
from matching.enums import DeclineKind, Origin, ProposalState
from matching.models import Proposal
from matching.signals import proposals_approved, proposals_declined, proposals_reopened
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import CandidateFactory, ProposalFactory
from tests.matching.pairs import need, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return ProposalFactory()


@pytest.fixture
def colleague():
    return actor_of(UserFactory(staff="reviewer", name="Colleague"))


@pytest.fixture
def heard():
    """Names of the signals that were sent."""
    names = []
    signals = {"approved": proposals_approved, "declined": proposals_declined, "reopened": proposals_reopened}
    receivers = []
    for name, signal in signals.items():

        def hear(name=name, **kwargs):
            names.append(name)

        receivers.append((signal, hear))
        signal.connect(hear)
    yield names
    for signal, hear in receivers:
        signal.disconnect(hear)


def test_approve_sends_it_to_both_sides(proposal, reviewer, heard):
    approved = review.approve(proposal=proposal, by=reviewer, note="fits well")
    assert (approved.state, approved.decided_by, approved.note) == (
        ProposalState.APPROVED,
        reviewer.person,
        "fits well",
    )
    assert set(approved.answers.values_list("side", "sent_at")) == {
        ("need", approved.decided_at),
        ("offer", approved.decided_at),
    }
    assert heard == ["approved"]
    assert AuditEvent.objects.get(verb="proposal.approved").person_id == reviewer.person.public_id


def test_decline_keeps_its_kind(proposal, reviewer, heard):
    declined = review.decline(proposal=proposal, by=reviewer, kind="too_early")
    assert (declined.state, declined.decline_kind) == (ProposalState.DECLINED, DeclineKind.TOO_EARLY)
    assert (declined.answers.count(), heard) == (0, ["declined"])


def test_decline_as_other_without_words_is_refused(proposal, reviewer):
    with pytest.raises(WordsMissing, match="Say in words why it is declined"):
        review.decline(proposal=proposal, by=reviewer, kind="other", note="  ")


@pytest.mark.parametrize("second", [review.approve, review.hold])
def test_second_decision_is_told_who_was_first_and_what_they_decided(proposal, reviewer, colleague, second):
    stale = Proposal.objects.get(pk=proposal.pk)
    review.decline(proposal=proposal, by=reviewer, kind="budget")
    with pytest.raises(AlreadyDecided) as caught:
        second(proposal=stale, by=colleague)
    found = caught.value.obj
    assert (found.decided_by, found.state, found.decline_kind) == (reviewer.person, "declined", "budget")
    assert found.answers.count() == 0


@pytest.mark.parametrize("side", ["need", "offer"])
def test_nobody_decides_about_their_own_organisation(proposal, side):
    person = UserFactory(staff="reviewer")
    MembershipFactory(user=person, organisation=getattr(proposal, side).organisation, role="viewer")
    own = actor_of(person)
    for decide in (
        lambda: review.approve(proposal=proposal, by=own),
        lambda: review.decline(proposal=proposal, by=own, kind="budget"),
        lambda: review.hold(proposal=proposal, by=own),
        lambda: proposals.propose(
            need=proposal.need, offer=offer("vacuum", organisation=own.organisation), by=own
        ),
    ):
        with pytest.raises(NotAllowedHere):
            decide()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_until) == (ProposalState.PROPOSED, None)


def test_person_who_is_no_reviewer_decides_nothing(proposal, member):
    with pytest.raises(NotAllowedHere):
        review.approve(proposal=proposal, by=member)


@pytest.mark.parametrize("side", ["need", "offer"])
def test_approve_of_a_pair_with_a_listing_that_left_is_refused(proposal, reviewer, side):
    Listing.objects.filter(pk=getattr(proposal, side).pk).update(state=ListingState.ON_HOLD)
    with pytest.raises(NotOpen):
        review.approve(proposal=Proposal.objects.get(), by=reviewer)
    assert Proposal.objects.get().state == ProposalState.PROPOSED


@pytest.mark.parametrize("decide", ["approve", "decline"])
def test_undo_within_30_seconds_restores_the_proposal(proposal, reviewer, decide, heard):
    options = {"kind": "budget"} if decide == "decline" else {}
    getattr(review, decide)(proposal=proposal, by=reviewer, note="hm", **options)
    restored = review.undo(proposal=proposal, by=reviewer)
    kept = (restored.state, restored.decided_at, restored.decided_by, restored.decline_kind, restored.note)
    assert kept == (
        ProposalState.PROPOSED, None, None, "", "",
    )  # fmt: skip
    assert (restored.answers.count(), heard[-1]) == (0, "reopened")
    assert review.approve(proposal=restored, by=reviewer).answers.count() == 2


def test_undo_after_30_seconds_is_too_late(proposal, reviewer):
    review.approve(proposal=proposal, by=reviewer)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)), pytest.raises(NotOpen):
        review.undo(proposal=proposal, by=reviewer)


def test_undo_by_a_colleague_is_refused(proposal, reviewer, colleague):
    review.approve(proposal=proposal, by=reviewer)
    with pytest.raises(NotAllowedHere):
        review.undo(proposal=proposal, by=colleague)


def test_undo_after_a_side_has_looked_is_too_late(proposal, reviewer):
    owner = actor_of(MembershipFactory(organisation=proposal.need.organisation).user)
    review.approve(proposal=proposal, by=reviewer)
    assert answers.view(proposal=proposal, by=owner) is True
    with pytest.raises(NotOpen):
        review.undo(proposal=proposal, by=reviewer)


def test_undo_of_a_decline_after_the_pair_was_proposed_again_is_refused(proposal, reviewer, colleague):
    review.decline(proposal=proposal, by=reviewer, kind="budget")
    ProposalFactory(need=proposal.need, offer=proposal.offer)
    with pytest.raises(NotOpen):
        review.undo(proposal=proposal, by=reviewer)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED


def test_hold_keeps_it_pending_until_a_date(proposal, reviewer):
    held = review.hold(proposal=proposal, by=reviewer, days=3)
    assert held.state == ProposalState.PROPOSED
    assert timedelta(days=2) < held.held_until - timezone.now() <= timedelta(days=3)


def test_propose_puts_any_pair_on_the_board(reviewer, settings):
    settings.PENDING_PER_NEED = 0
    made = proposals.propose(need=need("garden chair"), offer=offer("vacuum bearing"), by=reviewer)
    assert (made.state, made.origin, made.proposed_by) == (
        ProposalState.PROPOSED,
        Origin.REVIEWER,
        reviewer.person,
    )


def test_propose_of_a_pair_on_the_board_is_refused(proposal, reviewer):
    with pytest.raises(NotOpen):
        proposals.propose(need=proposal.need, offer=proposal.offer, by=reviewer)
    assert Proposal.objects.count() == 1


def test_decision_about_a_pair_on_hold_ends_the_pause(proposal, reviewer):
    held = review.hold(proposal=proposal, by=reviewer)
    assert review.approve(proposal=held, by=reviewer).held_until is None


@pytest.mark.parametrize("side", ["need", "offer"])
def test_propose_of_a_pair_with_a_listing_that_left_is_refused(reviewer, side):
    pair = {"need": need("vacuum bearing"), "offer": offer("vacuum bearing")}
    Listing.objects.filter(pk=pair[side].pk).update(state=ListingState.ON_HOLD)
    pair[side].refresh_from_db()
    with pytest.raises(NotOpen):
        proposals.propose(**pair, by=reviewer)
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("makers", [(need, need), (offer, offer), (offer, need)])
def test_propose_of_anything_but_a_need_and_an_offer_is_refused(reviewer, makers):
    first, second = (make("vacuum bearing") for make in makers)
    with pytest.raises(NotOpen):
        proposals.propose(need=first, offer=second, by=reviewer)
    assert Proposal.objects.count() == 0


def test_propose_of_two_listings_of_one_organisation_is_refused(reviewer):
    wanted = need("vacuum bearing")
    with pytest.raises(NotAllowedHere):
        proposals.propose(
            need=wanted, offer=offer("vacuum bearing", organisation=wanted.organisation), by=reviewer
        )


@pytest.mark.parametrize(("revision", "taken"), [(1, True), (2, False)])
@pytest.mark.parametrize("side", ["need", "offer"])
def test_propose_takes_the_strength_of_a_candidate_of_these_revisions_only(reviewer, side, revision, taken):
    pair = {"need": need("vacuum bearing"), "offer": offer("vacuum bearing")}
    CandidateFactory(**pair, strength=0.4321)
    Listing.objects.filter(pk=pair[side].pk).update(revision=revision)
    pair[side].refresh_from_db()
    made = proposals.propose(**pair, by=reviewer)
    assert (made.strength == 0.4321) is taken
    assert getattr(made, f"{side}_revision") == revision


def test_note_of_an_approval_may_name_an_owner_who_hides_nothing(proposal, reviewer):
    name = proposal.offer.organisation.name_en
    assert review.approve(proposal=proposal, by=reviewer, note=f"From {name}.").note == f"From {name}."


@pytest.mark.parametrize("side", ["need", "offer"])
def test_note_of_an_approval_that_names_a_hidden_owner_is_refused(proposal, reviewer, side):
    listing = getattr(proposal, side)
    listing.anonymous = True
    listing.save()
    with pytest.raises(NamesOwner):
        review.approve(proposal=proposal, by=reviewer, note=f"From {listing.organisation.name_en}.")
    assert Proposal.objects.get().state == ProposalState.PROPOSED
