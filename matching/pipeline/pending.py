"""Pending proposals follow the texts: brought up to date by each match, closed when they no longer hold."""

from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import SYSTEM, Actor
from catalog.models import Listing
from core.moves import try_move
from matching import constraints, corpus
from matching.engine import Index
from matching.enums import COMES_FROM, Closing, Origin, ProposalState
from matching.models import MatchRequest, Proposal
from matching.models.proposal import ProposalQuerySet
from matching.pipeline.candidates import Finding
from matching.pipeline.difference import EQUAL
from matching.rules import floor

FOLLOWS = ("score", "strength", "need_revision", "offer_revision")


def review_pending(*, finding: Finding) -> list[Proposal]:
    """Bring the matcher's pending proposals of a listing up to date; those now under the floor lapse."""
    return review_all(
        proposals=Proposal.objects.pending().of(finding.listing),
        score_of=lambda proposal: _score(finding, proposal),
        other_of=lambda proposal: _other(proposal, finding.listing),
    )


def review_all(
    *,
    proposals: ProposalQuerySet,
    score_of: Callable[[Proposal], tuple[float, float]],
    other_of: Callable[[Proposal], Listing],
) -> list[Proposal]:
    """The same for any pending ones. When one lapses,
    its `other_of` has a place free and is matched again."""
    weak, moved = [], []
    ours = proposals.filter(origin=Origin.MATCHER).select_related("need__organisation", "offer__organisation")
    for proposal in ours:
        score, strength = score_of(proposal)
        unreadable = proposal.need.unreadable or proposal.offer.unreadable
        if unreadable or strength < floor() or not constraints.are_met(proposal.need, proposal.offer):
            weak.append(proposal)
        elif _moved(proposal, score, strength):
            moved.append(proposal)
    Proposal.objects.pending().bulk_update(moved, list(FOLLOWS), batch_size=200)
    lapsed = lapse(proposals=weak, reason="under the floor")
    if lapsed:
        MatchRequest.objects.ask(other_of(proposal) for proposal in lapsed)
    return lapsed


def _moved(proposal: Proposal, score: float, strength: float) -> bool:
    """Write what holds now on the proposal; False when it did already."""
    before = [getattr(proposal, name) for name in FOLLOWS]
    proposal.need_revision, proposal.offer_revision = proposal.need.revision, proposal.offer.revision
    after = [score, strength, proposal.need_revision, proposal.offer_revision]
    if after[2:] == before[2:] and max(abs(after[0] - before[0]), abs(after[1] - before[1])) <= EQUAL:
        return False
    proposal.score, proposal.strength = score, strength
    return True


def lapse_of(*, listings: Iterable[Listing], by: Actor = SYSTEM) -> list[Proposal]:
    """Listings left: nothing of theirs waits for review or for an answer any longer."""
    keys = [listing.pk for listing in listings]
    rows = Proposal.objects.unsettled().filter(Q(need__in=keys) | Q(offer__in=keys))
    return lapse(
        proposals=rows.select_related("need", "offer"),
        comes_from=COMES_FROM[ProposalState.CLOSED],
        reason="a listing left",
        by=by,
    )


@transaction.atomic
def lapse(
    *,
    proposals: Iterable[Proposal],
    reason: str,
    by: Actor = SYSTEM,
    comes_from: Collection[str] = frozenset({ProposalState.PROPOSED}),
) -> list[Proposal]:
    """Close those that are still pending (or in another state of `comes_from`) while contacts are not open:
    what somebody decided meanwhile stays."""
    return [
        proposal
        for proposal in proposals
        if try_move(
            proposal,
            ProposalState.CLOSED,
            comes_from=comes_from,
            only=Q(contacts_opened_at=None),
            verb="proposal.lapsed",
            by=by,
            told={"reason": reason},
            closing=Closing.LAPSED,
            closed_at=timezone.now(),
        )
    ]


def _score(finding: Finding, proposal: Proposal) -> tuple[float, float]:
    match = finding.scores.get(_other(proposal, finding.listing).public_id)
    if match is not None:
        return match.score, match.strength
    return explained(finding.index, proposal)


def explained(index: Index, proposal: Proposal) -> tuple[float, float]:
    """Score and strength of a pair that the matches at hand do not hold."""
    pair = corpus.with_patents(Listing.objects.filter(pk__in=[proposal.need_id, proposal.offer_id]))
    documents = {listing.pk: corpus.document(listing) for listing in pair}
    found = index.explain(documents[proposal.need_id], documents[proposal.offer_id])
    return found.score, found.strength


def _other(proposal: Proposal, listing: Listing) -> Listing:
    return proposal.offer if proposal.need_id == listing.pk else proposal.need
