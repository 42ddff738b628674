"""A judgement keeps the list that stood before whoever judged; a proposal keeps the rank it had when made."""

import pytest

from accounts.actor import actor_of
from matching.actions import answers, proposals, review
from matching.models import Candidate, JudgedCandidate, Proposal
from tests.factories.accounts import MembershipFactory
from tests.factories.matching import CandidateFactory, ProposalFactory
from tests.matching.pairs import matched, need, offer

pytestmark = pytest.mark.django_db


def judged(proposal, judge="staff"):
    rows = JudgedCandidate.objects.filter(proposal=proposal, judge=judge).order_by("rank")
    return list(rows.values_list("rank", "offer", "score", "need_revision", "offer_revision"))


def decide(proposal, by, how):
    if how == "approve":
        return review.approve(proposal=proposal, by=by)
    return review.decline(proposal=proposal, by=by, kind="budget")


@pytest.fixture
def proposal():
    """A pair with two candidates before its own and one that only its offer ranks."""
    made = ProposalFactory()
    first = CandidateFactory(need=made.need, rank_for_need=1, score=0.8)
    CandidateFactory(need=made.need, rank_for_need=None, rank_for_offer=1, score=0.9)
    second = CandidateFactory(need=made.need, offer=made.offer, rank_for_need=2, score=0.42, offer_revision=3)
    made.expected = [(1, first.offer_id, 0.8, 1, 1), (2, second.offer_id, 0.42, 1, 3)]
    return made


@pytest.mark.parametrize("how", ["approve", "decline"])
def test_decision_keeps_the_candidates_of_the_need_as_they_were(proposal, reviewer, how):
    decide(proposal, reviewer, how)
    Candidate.objects.all().delete()
    assert judged(proposal) == proposal.expected


@pytest.mark.parametrize("how", ["approve", "decline"])
def test_decision_that_is_taken_back_keeps_nothing_until_it_is_made_again(proposal, reviewer, how):
    decide(proposal, reviewer, how)
    review.undo(proposal=proposal, by=reviewer)
    assert judged(proposal) == []
    decide(Proposal.objects.get(), reviewer, how)
    assert judged(proposal) == proposal.expected


@pytest.mark.parametrize("side", ["need", "offer"])
def test_answer_keeps_the_candidates_of_the_need_as_they_were(proposal, reviewer, side):
    review.approve(proposal=proposal, by=reviewer)
    listing = getattr(proposal, side)
    member = actor_of(MembershipFactory(organisation=listing.organisation, role="owner").user)
    Candidate.objects.filter(rank_for_need=1).delete()
    answers.answer(proposal=proposal, side=side, by=member, answer="interested")
    assert judged(proposal) == proposal.expected
    [(_rank, *kept)] = judged(proposal, side)
    assert (_rank, *kept) == (1, *proposal.expected[1][1:])


def test_judged_list_is_as_long_as_lists_of_candidates_are(proposal, reviewer, settings):
    settings.CANDIDATES_PER_LISTING = 1
    review.approve(proposal=proposal, by=reviewer)
    assert judged(proposal) == proposal.expected[:1]


def test_erased_offer_leaves_its_rank_and_an_erased_pair_nothing(proposal, reviewer):
    review.approve(proposal=proposal, by=reviewer)
    Candidate.objects.get(rank_for_need=1).offer.delete()
    assert judged(proposal) == [(1, None, 0.8, 1, 1), proposal.expected[1]]
    proposal.need.delete()
    assert JudgedCandidate.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_decision_about_a_need_with_more_candidates_asks_no_more_queries(
    reviewer, rows, django_assert_num_queries
):
    made = ProposalFactory()
    for rank in range(rows):
        CandidateFactory(need=made.need, rank_for_need=rank + 1)
    with django_assert_num_queries(2):
        JudgedCandidate.objects.keep(made, "staff")
    assert len(judged(made)) == rows


def test_proposal_keeps_the_ranks_it_had_when_it_was_made(settings):
    settings.PROPOSAL_FLOOR = 0.05
    wanted, best, other = need("vacuum bearing"), offer("vacuum bearing"), offer("vacuum bearing film")
    rival = need("vacuum bearing film")
    matched(wanted, rival)
    before = dict(Proposal.objects.filter(need=wanted).values_list("offer", "rank_for_need"))
    assert before == {best.pk: 1, other.pk: 2}
    assert Proposal.objects.get(need=rival, offer=other).rank_for_offer == 1
    Candidate.objects.update(rank_for_need=7)
    assert dict(Proposal.objects.filter(need=wanted).values_list("offer", "rank_for_need")) == before


def test_proposal_of_a_reviewer_has_the_ranks_of_the_candidate_or_none(reviewer):
    candidate = CandidateFactory(rank_for_need=4, rank_for_offer=None)
    made = proposals.propose(need=candidate.need, offer=candidate.offer, by=reviewer)
    assert (made.rank_for_need, made.rank_for_offer) == (4, None)
    own = proposals.propose(need=need("garden chair"), offer=offer("vacuum bearing"), by=reviewer)
    assert (own.rank_for_need, own.rank_for_offer) == (None, None)
