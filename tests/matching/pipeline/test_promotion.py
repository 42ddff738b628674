from datetime import timedelta

import numpy as np
import pytest
import time_machine
from django.utils import timezone

from accounts.enums import OrganisationKind
from catalog.models import Listing, ListingVersion
from core.models import AuditEvent
from matching import constraints, rules
from matching.actions import proposals, review
from matching.enums import Closing, DeclineKind, Origin, ProposalState
from matching.models import MatchRequest, Proposal
from matching.pipeline import pending, promotion
from matching.pipeline.difference import FOUND
from matching.signals import proposals_made
from tests.factories.accounts import OrganisationFactory
from tests.factories.matching import CandidateFactory, ProposalFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_floor(settings):
    settings.PROPOSAL_FLOOR = 0.05


def change(listing, *changed, **fields):
    """An edit of a published listing, with the version that the catalogue writes."""
    listing.refresh_from_db()
    Listing.objects.filter(pk=listing.pk).update(revision=listing.revision + 1, **fields)
    listing.refresh_from_db()
    ListingVersion.objects.create(
        listing=listing, revision=listing.revision, content={}, changed=[*changed, *fields]
    )


def test_match_puts_a_pair_above_the_floor_on_the_board():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing film")
    matched(wanted)
    proposal = Proposal.objects.get()
    assert (proposal.need, proposal.offer, proposal.state, proposal.origin) == (
        wanted,
        answer,
        ProposalState.PROPOSED,
        Origin.MATCHER,
    )
    assert list(AuditEvent.objects.filter(verb="proposal.made").values_list("object_id", flat=True)) == [
        proposal.public_id
    ]


def test_match_below_the_floor_makes_a_candidate_and_no_proposal(settings):
    settings.PROPOSAL_FLOOR = 0.99
    wanted = need("vacuum bearing")
    offer("vacuum film of steel")
    matched(wanted)
    assert (wanted.candidates_as_need.count(), Proposal.objects.count()) == (1, 0)


def test_floor_below_nought_is_the_engines_own(settings):
    settings.PROPOSAL_FLOOR = -1
    assert rules.floor() == rules.FLOOR


def test_need_gets_as_many_proposals_as_it_may_have_the_strongest_first(settings):
    settings.PENDING_PER_NEED = 2
    wanted = need("vacuum bearing")
    for words in ("vacuum bearing of film", "vacuum bearing", "vacuum", "bearing and chair and table"):
        offer(words)
    matched(wanted)
    strengths = set(Proposal.objects.values_list("strength", flat=True))
    best = list(wanted.candidates_as_need.order_by("-strength").values_list("strength", flat=True)[:2])
    assert strengths == set(best)


def test_offer_gets_no_more_proposals_than_it_may_have_whoever_asks(settings):
    settings.PENDING_PER_OFFER = 2
    offer("vacuum bearing")
    matched(*(need(f"vacuum bearing {n}") for n in range(4)))
    assert Proposal.objects.pending().count() == 2


def test_matching_again_doubles_nothing():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    matched(wanted)
    matched(wanted, answer)
    assert Proposal.objects.count() == 1


def test_match_announces_what_it_made_once():
    heard = []

    def hear(proposals, **kwargs):
        heard.append(len(proposals))

    proposals_made.connect(hear)
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    offer("vacuum bearing film")
    matched(wanted)
    proposals_made.disconnect(hear)
    assert heard == [2]


def test_place_freed_by_a_decision_is_refilled_when_undo_has_passed(settings, reviewer):
    settings.PENDING_PER_NEED = 1
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    offer("vacuum bearing film")
    matched(wanted)
    first = Proposal.objects.get()
    review.decline(proposal=first, by=reviewer, kind="budget")
    matched(wanted)
    assert Proposal.objects.pending().count() == 0
    review.undo(proposal=first, by=reviewer)
    review.decline(proposal=first, by=reviewer, kind="budget")
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        matched()
    assert [proposal.offer.title for proposal in Proposal.objects.pending()] == ["vacuum bearing film"]


@pytest.mark.parametrize("limit", ["PENDING_PER_NEED", "PENDING_PER_OFFER"])
def test_pair_that_a_reviewer_put_on_the_board_takes_a_place_of_both_its_listings(settings, reviewer, limit):
    setattr(settings, limit, 1)
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    if limit == "PENDING_PER_NEED":
        own = proposals.propose(need=wanted, offer=offer("garden chair"), by=reviewer)
    else:
        own = proposals.propose(need=need("garden chair"), offer=answer, by=reviewer)
    matched(wanted, answer)
    assert list(Proposal.objects.all()) == [own]


def test_reviewer_puts_a_pair_on_the_board_when_all_places_are_taken(settings, reviewer):
    settings.PENDING_PER_NEED = settings.PENDING_PER_OFFER = 1
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    matched(wanted, answer)
    own = proposals.propose(need=wanted, offer=offer("garden chair"), by=reviewer)
    assert (own.origin, Proposal.objects.pending().of(wanted).count()) == (Origin.REVIEWER, 2)


@pytest.mark.parametrize("decide", ["approve", "decline"])
def test_decided_pair_of_a_reviewer_keeps_its_place_until_undo_has_passed(settings, reviewer, decide):
    settings.PENDING_PER_NEED = 1
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    own = proposals.propose(need=wanted, offer=offer("garden chair"), by=reviewer)
    why = {"kind": "budget"} if decide == "decline" else {}
    getattr(review, decide)(proposal=own, by=reviewer, **why)
    matched(wanted, answer)
    assert Proposal.objects.pending().count() == 0
    review.undo(proposal=own, by=reviewer)
    assert list(Proposal.objects.pending()) == [own]
    getattr(review, decide)(proposal=own, by=reviewer, **why)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        matched()
    assert [proposal.offer for proposal in Proposal.objects.pending()] == [answer]


def declined_pair():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    ProposalFactory(
        need=wanted,
        offer=answer,
        state=ProposalState.DECLINED,
        decline_kind=DeclineKind.BUDGET,
        decided_at=timezone.now() - timedelta(days=1),
    )
    return wanted, answer


def test_declined_pair_does_not_come_back_by_itself():
    wanted, answer = declined_pair()
    matched(wanted, answer)
    assert Proposal.objects.pending().count() == 0


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("fields", "pending"),
    [({"description": "vacuum bearing, long life"}, 1), ({"source": "a fair"}, 0), ({"must_match": []}, 1)],
)
def test_declined_pair_comes_back_only_after_a_change_that_matters(side, fields, pending):
    pair = declined_pair()
    change(pair[side], **fields)
    matched(*pair)
    assert Proposal.objects.pending().count() == pending


def test_pair_that_a_side_turned_down_does_not_come_back_by_itself():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    ProposalFactory(
        need=wanted, offer=answer, state=ProposalState.CLOSED, closing=Closing.NOT_TAKEN_UP,
        decided_at=timezone.now(), closed_at=timezone.now(),
    )  # fmt: skip
    matched(wanted)
    assert Proposal.objects.pending().count() == 0


def test_pair_that_lapsed_comes_back():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    ProposalFactory(
        need=wanted,
        offer=answer,
        state=ProposalState.CLOSED,
        closing=Closing.LAPSED,
        closed_at=timezone.now(),
    )
    matched(wanted)
    assert Proposal.objects.pending().count() == 1


def test_pending_proposal_lapses_when_it_falls_under_the_floor():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    matched(wanted)
    change(wanted, title="garden chair", description="garden chair")
    matched(wanted)
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.closing) == (ProposalState.CLOSED, Closing.LAPSED)
    assert MatchRequest.objects.get(listing=answer).revision == answer.revision


def test_proposal_of_a_reviewer_does_not_lapse_by_its_strength(reviewer):
    wanted, answer = need("garden chair"), offer("vacuum bearing")
    proposals.propose(need=wanted, offer=answer, by=reviewer)
    matched(wanted)
    assert Proposal.objects.get().state == ProposalState.PROPOSED


def test_pending_proposal_follows_the_texts():
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing film coating")
    matched(wanted)
    before = Proposal.objects.get()
    change(answer, description="vacuum bearing")
    matched(answer)
    after = Proposal.objects.get()
    assert (after.offer_revision, after.strength > before.strength) == (2, True)


def test_decided_proposal_is_never_touched(reviewer):
    wanted = need("vacuum bearing")
    offer("vacuum bearing")
    matched(wanted)
    proposal = review.approve(proposal=Proposal.objects.get(), by=reviewer)
    change(wanted, title="garden chair", description="garden chair")
    matched(wanted)
    before, proposal = vars(proposal).copy(), Proposal.objects.get()
    assert {name: vars(proposal)[name] for name in ("state", "strength", "need_revision", "decided_at")} == {
        name: before[name] for name in ("state", "strength", "need_revision", "decided_at")
    }


UNIVERSITY = {"kind": OrganisationKind.UNIVERSITY, "country": "DE"}


@pytest.mark.parametrize(
    ("wanted", "answer", "organisation", "code"),
    [
        ({"must_match": ["country"], "countries": ["CN"]}, {}, UNIVERSITY, "must_match:country"),
        ({"must_match": ["country"], "countries": ["DE"]}, {}, UNIVERSITY, None),
        ({"must_match": ["country"]}, {}, UNIVERSITY, None),
        ({"countries": ["CN"]}, {}, UNIVERSITY, None),
        ({"must_match": ["stage"], "stage_of_development": "on_market"}, {}, {}, "must_match:stage"),
        ({"must_match": ["stage"], "stage_of_development": "concept"}, {}, {}, None),
        (
            {"must_match": ["partner_type"], "partner_types": ["large"]},
            {},
            UNIVERSITY,
            "must_match:partner_type",
        ),
        ({"must_match": ["partner_type"], "partner_types": ["university"]}, {}, UNIVERSITY, None),
        (
            {"must_match": ["partnership_type"], "partnership_types": ["licence"]},
            {},
            {},
            "must_match:partnership_type",
        ),
        ({"must_match": ["partnership_type"], "partnership_types": ["rd_cooperation"]}, {}, {}, None),
        ({"must_match": ["language"]}, {"language": "zh"}, {}, "must_match:language"),
        ({"must_match": ["language"]}, {"language": "zh", "title_other": "Bearing"}, {}, None),
        ({}, {"must_match": ["language"], "language": "zh"}, {}, "must_match:language"),
    ],
)  # fmt: skip
def test_what_must_match_is_demanded_before_a_pair_is_proposed(wanted, answer, organisation, code):
    one = need("vacuum bearing", **wanted)
    other = offer("vacuum bearing", organisation=OrganisationFactory(**organisation), **answer)
    matched(one)
    found = next((f"must_match:{unmet.constraint}" for unmet in constraints.unmet(one, other)), None)
    assert (found, Proposal.objects.count()) == (code, 0 if code else 1)


def test_obstacle_names_the_first_reason_why_a_pair_is_not_proposed(settings):
    settings.PENDING_PER_NEED = 1
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    assert rules.obstacle(wanted, answer, 0.5) is None
    assert rules.obstacle(wanted, answer, 0.01).sentence == (
        "The strength of 0.01 is below the floor of 0.05."
    )
    ProposalFactory(need=wanted)
    assert rules.obstacle(wanted, answer, 0.5).code == "need_full"
    ProposalFactory(need=wanted, offer=answer)
    assert rules.obstacle(wanted, answer, 0.5).code == "open"


def test_obstacle_of_a_full_offer_and_of_one_organisation(settings):
    settings.PENDING_PER_OFFER = 1
    wanted, answer = need("vacuum bearing"), offer("vacuum bearing")
    ProposalFactory(offer=answer)
    assert rules.obstacle(wanted, answer, 0.5).code == "offer_full"
    own = offer("vacuum bearing", organisation=wanted.organisation)
    assert rules.obstacle(wanted, own, 0.5).code == "same_organisation"


@pytest.mark.parametrize("side", [0, 1])
def test_pending_proposal_lapses_when_a_side_demands_what_the_other_has_not(side):
    pair = need("vacuum bearing"), offer("vacuum bearing", language="en")
    matched(*pair)
    assert Proposal.objects.pending().count() == 1
    change(pair[side], must_match=["partnership_type"], partnership_types=["licence"])
    matched(*pair)
    assert Proposal.objects.get().closing == Closing.LAPSED


@pytest.mark.parametrize("side", [0, 1])
def test_pending_proposal_lapses_whichever_side_leaves(side):
    pair = need("vacuum bearing"), offer("vacuum bearing")
    matched(*pair)
    Listing.objects.filter(pk=pair[side].pk).update(state="on_hold")
    matched(pair[side])
    assert Proposal.objects.get().closing == Closing.LAPSED


def test_strength_of_the_floor_itself_is_enough(settings):
    wanted = need("vacuum bearing")
    offer("vacuum film of steel")
    settings.PROPOSAL_FLOOR = 0.99
    matched(wanted)
    settings.PROPOSAL_FLOOR = wanted.candidates_as_need.get().strength
    matched(wanted)
    assert Proposal.objects.get().strength == settings.PROPOSAL_FLOOR
    matched(wanted)
    assert Proposal.objects.get().state == ProposalState.PROPOSED


@pytest.mark.parametrize("side", ["need", "offer"])
def test_offer_that_is_matched_gets_no_more_proposals_than_it_may_have(settings, side):
    settings.PENDING_PER_OFFER = settings.PENDING_PER_NEED = 2
    one, other = (need, offer) if side == "need" else (offer, need)
    for n in range(4):
        other(f"vacuum bearing {n}")
    matched(one("vacuum bearing"))
    assert Proposal.objects.pending().count() == 2


def found(kind, *candidates):
    """What has just been written for the listings of a kind."""
    names = [
        "need_id",
        "offer_id",
        "score",
        "strength",
        f"rank_for_{kind}",
        "need_revision",
        "offer_revision",
    ]
    return np.array([tuple(getattr(row, name) for name in names) for row in candidates], dtype=FOUND)


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_listing_proposes_in_the_order_of_its_ranks(settings, kind):
    settings.PENDING_PER_NEED = settings.PENDING_PER_OFFER = 1
    listing = need("vacuum bearing") if kind == "need" else offer("vacuum bearing")
    first = CandidateFactory(**{kind: listing}, strength=0.4, **{f"rank_for_{kind}": 1})
    second = CandidateFactory(**{kind: listing}, strength=0.6, **{f"rank_for_{kind}": 2})
    [made] = promotion.promote(kind=kind, found=found(kind, second, first))
    assert (made.need_id, made.offer_id) == (first.need_id, first.offer_id)


def test_listing_that_is_matched_alone_proposes_pairs_that_only_the_other_side_ranks_after_its_own(settings):
    settings.CANDIDATES_PER_LISTING = 1
    settings.PENDING_PER_NEED = 2
    wanted = need("vacuum bearing")
    best, other = offer("vacuum bearing"), offer("vacuum bearing film")
    matched(other)
    Proposal.objects.all().delete()
    matched(wanted)
    assert [proposal.offer for proposal in Proposal.objects.order_by("pk")] == [best, other]


@pytest.mark.parametrize("side", ["need", "offer"])
def test_candidate_is_not_promoted_once_its_partner_has_left_or_has_the_same_owner(side):
    owned, left, fits = (CandidateFactory(rank_for_need=1, rank_for_offer=1) for _ in range(3))
    Listing.objects.filter(pk=getattr(left, side).pk).update(state="on_hold")
    Listing.objects.filter(pk=owned.offer.pk).update(organisation=owned.need.organisation)
    made = [
        pair
        for candidate in (owned, left, fits)
        for pair in promotion.promote(kind=side, found=found(side, candidate))
    ]
    assert [(pair.need, pair.offer) for pair in made] == [(fits.need, fits.offer)]


def test_proposal_that_was_decided_meanwhile_does_not_lapse(reviewer):
    proposal = ProposalFactory()
    stale = Proposal.objects.get()
    review.approve(proposal=proposal, by=reviewer)
    assert pending.lapse(proposals=[stale], reason="under the floor") == []
    assert Proposal.objects.get().state == ProposalState.APPROVED
