"""Listings matched from stored vectors, many at once, and written as a difference."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from catalog.models import Listing
from core.models import WorkState
from matching import index as live_index
from matching import queries
from matching.engine import MISSING, Index, SearchRequest, TopK, concatenate
from matching.enums import Side
from matching.models import IndexChange, IndexGeneration, MatchRequest, MatchShard, Proposal
from matching.pipeline import pending, promotion, reading, writing
from matching.pipeline.difference import FOUND, Kept, Rows, sides

LONG = tuple(f"{side}__{field}" for side in ("need", "offer") for field in queries.LONG)
STEP = 500  # listings asked of the engine at once
SIGN_OF_LIFE = 5.0  # seconds between two renewals of a lease


class Row(NamedTuple):
    """What a run needs of a listing."""

    pk: int
    key: str
    revision: int
    organisation: int


@dataclass(frozen=True, slots=True)
class Partners:
    """Keys and revisions of what was found, in the order of the pairs,
    as they were after the change `upto`."""

    upto: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Findings:
    """What the engine answered for the listings of one shard; nothing is written yet."""

    kind: Side
    index: Index
    rows: Sequence[Row]  # those that the index holds
    best: TopK
    partners: Partners


# --- asking ----------------------------------------------------------------------------------
def match(shard: MatchShard, generation: IndexGeneration | None) -> Findings:
    """Ask the engine for all of them, without any transaction: this is where the time goes."""
    kind, other = Side(shard.kind), Side(shard.kind).other
    rows = _rows(shard)  # before the index, which then is never older than they are
    index = live_index.current(generation).index
    numbers = index.ids_of([row.key for row in rows])
    rows = [row for row, number in zip(rows, numbers.tolist(), strict=True) if number != MISSING]
    numbers = numbers[numbers != MISSING]
    own = {
        owner: index.ids_of(keys)
        for owner, keys in queries.own_listings({row.organisation for row in rows}, other).items()
    }
    best: list[TopK] = []
    alive = time.monotonic()
    for part in _parts(len(rows), STEP):
        best.append(
            index.match(
                SearchRequest(
                    numbers[part],
                    kind=str(other),
                    limit=settings.CANDIDATES_PER_LISTING,
                    exclude={
                        at: own[row.organisation]
                        for at, row in enumerate(rows[part])
                        if row.organisation in own
                    },
                )
            )
        )
        if time.monotonic() - alive > SIGN_OF_LIFE:
            shard.renew(progress=min(part.stop, len(rows)))
            alive = time.monotonic()
    found = concatenate(best)
    return Findings(kind, index, rows, found, _partners(index, found))


def _partners(index: Index, best: TopK) -> Partners:
    upto = IndexChange.objects.newest()  # before the rows, which then are never older
    numbers, place = np.unique(best.ids, return_inverse=True)
    return Partners(upto, reading.published(index.keys_of(numbers))[place])


def _rows(shard: MatchShard) -> list[Row]:
    listings = Listing.objects.published().filter(kind=shard.kind, pk__gte=shard.first, pk__lte=shard.last)
    names = ("pk", "public_id", "revision", "organisation_id")
    return [Row(*row) for row in listings.order_by("pk").values_list(*names)]


# --- writing ---------------------------------------------------------------------------------
def write(findings: Findings) -> tuple[Kept, int]:
    """Everything that a shard changes; inside a transaction, in the turn of PROPOSING.

    A listing that changed or left meanwhile is left out: its own request matches it.
    """
    kind, rows = findings.kind, findings.rows
    now = reading.published([row.key for row in rows])
    same = now["revision"] == np.array([row.revision for row in rows], dtype=np.int64)
    listings = set(now["pk"][same].tolist())  # of a list Django looks at every entry, for expressions
    found = _table(findings, now, same)
    kept = writing.keep(kind=kind, listings=listings, found=found)
    if kind == Side.NEED:  # every pending proposal has a need: once is enough
        _review(findings.index, listings, found)
    made = promotion.promote_found(kind=kind, found=found)
    mark_done(listings=listings)
    return kept, len(made)


def _table(findings: Findings, listed: Rows, same: npt.NDArray[np.bool_]) -> Rows:
    """What the rows that are still the same found, as FOUND, without partners that have left meanwhile.

    Partners were looked up before the turn of PROPOSING, which others wait for; only when anything was
    published, changed or left since, they are looked up again.
    """
    mine, other = sides(findings.kind)
    best, partners = findings.best, findings.partners.rows
    if IndexChange.objects.newest() != findings.partners.upto:
        partners = _partners(findings.index, best).rows
    table = np.zeros(len(best.ids), dtype=FOUND)
    table[mine], table[f"{mine}_revision"] = listed["pk"][best.queries], listed["revision"][best.queries]
    table[other], table[f"{other}_revision"] = partners["pk"], partners["revision"]
    table["rank"], table["score"], table["strength"] = best.ranks, best.scores, best.strengths
    return table[same[best.queries] & (table[other] > 0)]


def _review(index: Index, needs: Collection[int], found: Rows) -> None:
    """Pending proposals of these needs; the strengths of pairs no longer among the best are asked for."""
    if not Proposal.objects.pending().filter(need__among=needs).exists():
        return
    known = {
        (need, offer): (score, strength)
        for need, offer, score, strength in found[["need", "offer", "score", "strength"]].tolist()
    }
    pending.review_all(
        proposals=Proposal.objects.pending().filter(need__among=needs).defer(*LONG),
        score_of=lambda row: known.get((row.need_id, row.offer_id)) or pending.explained(index, row),
        other_of=lambda row: row.offer,
    )


def _parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def mark_done(*, listings: Collection[int]) -> int:
    """A run has just matched these: requests for the same revisions have nothing left to do."""
    rows = MatchRequest.objects.filter(
        listing__among=listings, listing__revision=F("revision"), state=WorkState.WAITING
    )
    return rows.update(state=WorkState.DONE, finished_at=timezone.now(), last_error="")
