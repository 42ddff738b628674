"""Pending proposals follow the texts: brought up to date by each match, closed when they no longer hold."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import SYSTEM, Actor
from catalog.models import Listing
from core.moves import try_move
from matching import constraints, corpus, queries
from matching.engine import Index
from matching.enums import COMES_FROM, Closing, Origin, ProposalState
from matching.models import MatchRequest, Proposal
from matching.pipeline.difference import Rows, sides
from matching.rules import floor

LONG = tuple(f"{side}__{field}" for side in ("need", "offer") for field in queries.LONG)
ROUNDING = 1e-9  # an explanation adds a score up part by part, which rounds otherwise than a match
Scores = tuple[float, float]  # score and strength
FOLLOWS = ("score", "strength", "need_revision", "offer_revision")


def review(*, index: Index, kind: str, listings: Collection[int], found: Rows) -> list[Proposal]:
    """Bring the matcher's pending proposals of these listings, all of one kind, up to date; those now under
    the floor lapse, and the partner, which has a place free, is matched again.

    `found`: FOUND, what was found for the listings. Pairs that are not in it are explained.
    """
    mine, other = sides(kind)
    pending = Proposal.objects.pending().filter(**{f"{mine}__among": listings})
    ours = pending.filter(origin=Origin.MATCHER).defer(*LONG)
    waiting = list(ours.select_related("need__organisation", "offer__organisation"))
    known = _scores(index, waiting, found)
    weak, moved = [], []
    for proposal in waiting:
        score, strength = known[proposal.need_id, proposal.offer_id]
        unreadable = proposal.need.unreadable or proposal.offer.unreadable
        if unreadable or strength < floor() or not constraints.are_met(proposal.need, proposal.offer):
            weak.append(proposal)
        elif _moved(proposal, score, strength):
            moved.append(proposal)
    if moved:
        Proposal.objects.pending().bulk_update(moved, list(FOLLOWS), batch_size=200)
    lapsed = lapse(proposals=weak, reason="under the floor") if weak else []
    if lapsed:
        MatchRequest.objects.ask(getattr(proposal, other) for proposal in lapsed)
    return lapsed


def _scores(index: Index, waiting: Collection[Proposal], found: Rows) -> dict[tuple[int, int], Scores]:
    """Score and strength of the pair of each proposal."""
    if not waiting:
        return {}
    wanted = {(proposal.need_id, proposal.offer_id) for proposal in waiting}
    known = {
        (need, offer): (score, strength)
        for need, offer, score, strength in found[["need", "offer", "score", "strength"]].tolist()
        if (need, offer) in wanted
    }
    rest = wanted.difference(known)
    if rest:
        listings = Listing.objects.filter(pk__in={key for pair in rest for key in pair})
        documents = {listing.pk: corpus.document(listing) for listing in corpus.with_patents(listings)}
        for need, offer in rest:
            explained = index.explain(documents[need], documents[offer])
            known[need, offer] = explained.score, explained.strength
    return known


def _moved(proposal: Proposal, score: float, strength: float) -> bool:
    """Write what holds now on the proposal; False when it did already."""
    before = [getattr(proposal, name) for name in FOLLOWS]
    proposal.need_revision, proposal.offer_revision = proposal.need.revision, proposal.offer.revision
    after = [score, strength, proposal.need_revision, proposal.offer_revision]
    if after[2:] == before[2:] and max(abs(after[0] - before[0]), abs(after[1] - before[1])) <= ROUNDING:
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
