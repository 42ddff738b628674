"""Proposals made and taken back by the matcher: candidates above the floor, a few per listing at a time."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import Listing
from core import audit
from matching import corpus, queries
from matching.actions import obstacles
from matching.actions.candidates import Finding
from matching.enums import Closing, Origin, ProposalState
from matching.models import Candidate, MatchRequest, Proposal
from matching.models.proposal import ProposalQuerySet
from matching.signals import proposals_made


def promote(*, listing: Listing) -> list[Proposal]:
    """Put the strongest candidates of a listing on the board, as far as places are free on both sides.

    Call it inside a transaction, in the turn of PROPOSING: places are counted, then taken.
    """
    side = "need" if listing.is_need else "offer"
    if queries.places_taken([listing.pk]).get(listing.pk, 0) >= obstacles.places(listing.kind):
        return []
    rows = list(
        Candidate.objects.filter(**{side: listing}, strength__gte=obstacles.floor())
        .select_related("need__organisation", "offer__organisation")
        .order_by("-strength", "need__public_id", "offer__public_id")
    )
    taken: dict[int, int] = defaultdict(int)
    keys = {key for row in rows for key in (row.need_id, row.offer_id)}
    taken.update(queries.places_taken(keys))
    past = queries.past_of_pairs((row.need_id, row.offer_id) for row in rows)
    changed = queries.revisions_that_matter(keys)
    made = []
    for row in rows:
        full = any(taken[one.pk] >= obstacles.places(one.kind) for one in (row.need, row.offer))
        if full or _is_barred(row, past.get((row.need_id, row.offer_id), []), changed):
            continue
        made.append(_propose(row))
        taken[row.need_id] += 1
        taken[row.offer_id] += 1
    if made:
        proposals_made.send(sender=Proposal, proposals=made)
    return made


def _is_barred(row: Candidate, past: list[Proposal], changed: dict[int, int]) -> bool:
    need, offer = row.need, row.offer
    if need.organisation_id == offer.organisation_id or not (need.is_published and offer.is_published):
        return True
    return bool(obstacles.of_past(past, changed) or obstacles.hard_demand(need, offer))


def _propose(row: Candidate) -> Proposal:
    proposal = Proposal.objects.create(
        need=row.need,
        offer=row.offer,
        need_revision=row.need_revision,
        offer_revision=row.offer_revision,
        score=row.score,
        strength=row.strength,
        origin=Origin.MATCHER,
    )
    audit.record("proposal.made", proposal, strength=round(row.strength, 4))
    return proposal


def review_pending(*, finding: Finding) -> list[Proposal]:
    """Bring the matcher's pending proposals of a listing up to date; those now under the floor lapse."""
    weak = []
    pending = Proposal.objects.pending().filter(origin=Origin.MATCHER).of(finding.listing)
    for proposal in pending.select_related("need__organisation", "offer__organisation"):
        score, strength = _score(finding, proposal)
        if strength < obstacles.floor() or obstacles.hard_demand(proposal.need, proposal.offer):
            weak.append(proposal)
            continue
        now = {
            "score": score,
            "strength": strength,
            "need_revision": proposal.need.revision,
            "offer_revision": proposal.offer.revision,
        }
        if any(getattr(proposal, name) != value for name, value in now.items()):
            Proposal.objects.pending().filter(pk=proposal.pk).update(**now)
    lapsed = lapse(proposals=weak, reason="under the floor")
    if lapsed:  # the other sides have a place free now
        MatchRequest.objects.ask(_other(proposal, finding.listing) for proposal in lapsed)
    return lapsed


def lapse_of(*, listings: Iterable[Listing], by: object = None) -> list[Proposal]:
    """Listings left: nothing of theirs waits for review or for an answer any longer."""
    keys = [listing.pk for listing in listings]
    rows = Proposal.objects.unsettled().filter(Q(need__in=keys) | Q(offer__in=keys))
    return lapse(
        proposals=rows.select_related("need", "offer"),
        among=Proposal.objects.unsettled(),
        reason="a listing left",
        by=by,
    )


@transaction.atomic
def lapse(
    *,
    proposals: Iterable[Proposal],
    reason: str,
    by: object = None,
    among: ProposalQuerySet | None = None,
) -> list[Proposal]:
    """Close proposals that are (still) `among` these: the pending ones, so what somebody decided meanwhile stays."""
    among = Proposal.objects.pending() if among is None else among
    lapsed = []
    for proposal in proposals:
        moved = among.filter(pk=proposal.pk).update(
            state=ProposalState.CLOSED, closing=Closing.LAPSED, closed_at=timezone.now()
        )
        if moved:
            audit.record("proposal.lapsed", proposal, by=by, reason=reason)
            lapsed.append(proposal)
    return lapsed


def _score(finding: Finding, proposal: Proposal) -> tuple[float, float]:
    match = finding.scores.get(_other(proposal, finding.listing).public_id)
    if match is not None:
        return match.score, match.strength
    explained = finding.index.explain(corpus.document(proposal.need), corpus.document(proposal.offer))
    return explained.score, explained.strength


def _other(proposal: Proposal, listing: Listing) -> Listing:
    return proposal.offer if proposal.need_id == listing.pk else proposal.need
