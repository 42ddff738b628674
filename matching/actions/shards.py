"""A run in parts: laid out by the work in them, matched from stored vectors, written as a difference."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.conf import settings

from catalog.models import Listing
from matching import queries, search
from matching.actions import asking, promotion, proposals, reading, requests, writing
from matching.actions.difference import FOUND, Kept, Rows, sides
from matching.engine import MISSING, Index, SearchRequest, TopK, concatenate
from matching.enums import Side
from matching.models import IndexChange, IndexGeneration, MatchShard, Proposal

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


# --- laying out ------------------------------------------------------------------------------
def plan(live: search.Live) -> list[MatchShard]:
    """Shards over everything published, in the order of the keys:
    as much work in each as the settings say."""
    return [shard for kind in Side for shard in _of_kind(kind, live.index)]


def _of_kind(kind: Side, index: Index) -> Iterator[MatchShard]:
    rows = list(Listing.objects.published().filter(kind=kind).order_by("pk").values_list("pk", "public_id"))
    costs = asking.costs(index, [key for _pk, key in rows], kind=str(kind.other))
    for start, end in cut(costs, most=settings.MATCH_SHARD_POSTINGS, longest=settings.MATCH_SHARD_SIZE):
        yield MatchShard(
            kind=kind,
            first=rows[start][0],
            last=rows[end - 1][0],
            size=end - start,
            cost=int(costs[start:end].sum()),
        )


def cut(costs: Collection[int], *, most: int, longest: int) -> Iterator[tuple[int, int]]:
    """Neighbours together until their costs reach `most` or they are `longest`; at least one in each part."""
    start, total = 0, 0
    for place, cost in enumerate(costs):
        if place > start and (total + cost > most or place - start >= longest):
            yield start, place
            start, total = place, 0
        total += int(cost)
    if len(costs):
        yield start, len(costs)


# --- asking ----------------------------------------------------------------------------------
def match(shard: MatchShard, generation: IndexGeneration | None) -> Findings:
    """Ask the engine for all of them, without any transaction: this is where the time goes."""
    kind, other = Side(shard.kind), Side(shard.kind).other
    rows = _rows(shard)  # before the index, which then is never older than they are
    index = search.current(generation).index
    numbers = index.ids_of([row.key for row in rows])
    rows = [row for row, number in zip(rows, numbers.tolist(), strict=True) if number != MISSING]
    numbers = numbers[numbers != MISSING]
    own = {
        owner: index.ids_of(keys)
        for owner, keys in queries.own_listings({row.organisation for row in rows}, other).items()
    }
    best: list[TopK] = []
    alive = time.monotonic()
    for part in asking.parts(len(rows), STEP):
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
    requests.spare(listings=listings)
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
    proposals.review_all(
        proposals=Proposal.objects.pending().filter(need__among=needs).defer(*LONG),
        score_of=lambda row: known.get((row.need_id, row.offer_id)) or proposals.explained(index, row),
        other_of=lambda row: row.offer,
    )
