"""Proposals made by the matcher: candidates above the floor, a few per listing at a time."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import OuterRef, Subquery

from accounts.actor import SYSTEM
from catalog.models import Listing
from core import audit
from matching import constraints, queries, rules
from matching.enums import Origin
from matching.models import Candidate, MatchShard, Proposal
from matching.pipeline.difference import Rows, sides
from matching.signals import proposals_made


class _Row(NamedTuple):
    need: int
    offer: int
    score: float
    strength: float
    need_revision: int
    offer_revision: int


def promote(*, kind: str, found: Rows) -> list[Proposal]:
    """Put the best candidates of listings of one kind on the board, as far as places are free on both sides.

    `found`: FOUND, what has just been written for them. One listing comes after the other, each with its
    candidates in its order.

    Call it inside a transaction, in the turn of PROPOSING: places are counted, then taken.
    """
    side, _other = sides(kind)
    strong = found[found["strength"] >= rules.floor()]
    strong = strong[np.lexsort((strong["rank"], strong[side]))]
    names = ["need", "offer", "score", "strength", "need_revision", "offer_revision"]
    return _promote([_Row(*row) for row in strong[names].tolist()])


def complete_ranks(shard: MatchShard) -> None:
    """Proposals that this run made when it had ranked their other side only get the rank of this side.

    Call it in the transaction that writes the candidates of the shard.
    """
    rank = f"rank_for_{shard.kind}"
    same = ("need", "offer", "need_revision", "offer_revision")
    candidate = Candidate.objects.filter(**{name: OuterRef(name) for name in same})
    of_shard = {f"{shard.kind}__gte": shard.first, f"{shard.kind}__lte": shard.last, rank: None}
    of_run = Proposal.objects.filter(origin=Origin.MATCHER, proposed_at__gte=shard.run.started_at)
    proposals = of_run.filter(**of_shard)
    if proposals.exists():
        proposals.update(**{rank: Subquery(candidate.values(rank))})


def _promote(rows: list[_Row]) -> list[Proposal]:
    """In this order, as far as places are free."""
    if not rows:
        return []
    taken: dict[int, int] = defaultdict(int, queries.places_taken({key for row in rows for key in row[:2]}))
    rows = [row for row in rows if _has_places(row, taken)]
    if not rows:
        return []
    past = queries.past_of_pairs(row[:2] for row in rows)
    changed = queries.revisions_that_matter({key for pair in past for key in pair}) if past else {}
    known = _listings({key for row in rows for key in row[:2]})
    made = []
    for row in rows:
        need, offer = known.get(row.need), known.get(row.offer)
        if need is None or offer is None or not _has_places(row, taken):
            continue
        if not _is_barred(need, offer, past.get(row[:2], []), changed):
            made.append(_proposal(row, need, offer))
            taken[row.need] += 1
            taken[row.offer] += 1
    _put_on_board(made)
    return made


def _listings(keys: set[int]) -> dict[int, Listing]:
    rows = Listing.objects.filter(pk__among=keys).select_related("organisation").defer(*queries.LONG)
    return {listing.pk: listing for listing in rows}


def _has_places(row: _Row, taken: Mapping[int, int]) -> bool:
    return taken[row.need] < settings.PENDING_PER_NEED and taken[row.offer] < settings.PENDING_PER_OFFER


def _is_barred(need: Listing, offer: Listing, past: list[Proposal], changed: dict[int, int]) -> bool:
    if need.organisation_id == offer.organisation_id or not (need.is_published and offer.is_published):
        return True
    if need.unreadable or offer.unreadable:  # what they demand cannot be read
        return True
    return rules.of_past(past, changed) is not None or not constraints.are_met(need, offer)


def _proposal(row: _Row, need: Listing, offer: Listing) -> Proposal:
    return Proposal(
        need=need,
        offer=offer,
        need_revision=row.need_revision,
        offer_revision=row.offer_revision,
        score=row.score,
        strength=row.strength,
        origin=Origin.MATCHER,
    )


def _put_on_board(made: list[Proposal]) -> None:
    if not made:
        return
    ranks = queries.ranks_of_pairs((row.need_id, row.offer_id) for row in made)
    for row in made:
        row.rank_for_need, row.rank_for_offer = ranks.get((row.need_id, row.offer_id), (None, None))
    Proposal.objects.bulk_create(made, batch_size=500)
    audit.record_many(
        "proposal.made", ((row, {"strength": round(row.strength, 4)}) for row in made), by=SYSTEM
    )
    proposals_made.send(sender=Proposal, proposals=made, by=SYSTEM)
