"""A run in parts: laid out by the work in them, matched from stored vectors, written as a difference."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.conf import settings

from catalog.enums import Kind
from catalog.models import Listing
from matching import queries, search
from matching.actions import asking, promotion, proposals, reading, requests, writing
from matching.actions.difference import FOUND, Kept, Rows, sides
from matching.engine import Index, Match
from matching.models import IndexGeneration, MatchShard, Proposal

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
class Findings:
    """What the engine answered for the listings of one shard; nothing is written yet."""

    kind: Kind
    index: Index
    rows: Sequence[Row]
    matches: Sequence[Sequence[Match] | None]  # None: the index does not hold it


# --- laying out ------------------------------------------------------------------------------
def plan(live: search.Live) -> list[MatchShard]:
    """Shards over everything published, in the order of the keys: as much work in each as the settings say."""
    return [shard for kind in (Kind.NEED, Kind.OFFER) for shard in _of_kind(kind, live.index)]


def _of_kind(kind: Kind, index: Index) -> Iterator[MatchShard]:
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
    kind, other = Kind(shard.kind), Kind(shard.kind).other
    rows = _rows(shard)  # before the index, which then is never older than they are
    index = search.current(generation).index
    hidden = _own(rows, other)
    matches: list[list[Match] | None] = []
    alive = time.monotonic()
    for part in asking.parts(len(rows), STEP):
        matches += asking.match_many(
            index,
            [row.key for row in rows[part]],
            kind=str(other),
            limit=settings.CANDIDATES_PER_LISTING,
            exclude={row.key: hidden[row.organisation] for row in rows[part] if row.organisation in hidden},
        )
        if time.monotonic() - alive > SIGN_OF_LIFE:
            shard.renew(progress=len(matches))
            alive = time.monotonic()
    return Findings(kind, index, rows, matches)


def _rows(shard: MatchShard) -> list[Row]:
    listings = Listing.objects.published().filter(kind=shard.kind, pk__gte=shard.first, pk__lte=shard.last)
    names = ("pk", "public_id", "revision", "organisation_id")
    return [Row(*row) for row in listings.order_by("pk").values_list(*names)]


def _own(rows: Sequence[Row], kind: Kind) -> dict[int, set[str]]:
    """Per organisation of these rows the keys of its own listings of the other kind: never its partners."""
    owners = {row.organisation for row in rows}
    listings = Listing.objects.published().filter(kind=kind, organisation__among=owners).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    for organisation, key in listings.values_list("organisation_id", "public_id"):
        found[organisation].add(key)
    return dict(found)


# --- writing ---------------------------------------------------------------------------------
def write(findings: Findings) -> tuple[Kept, int]:
    """Everything that a shard changes; inside a transaction, in the turn of PROPOSING.

    A listing that changed or left meanwhile is left out: its own request matches it.
    """
    kind, rows = findings.kind, findings.rows
    now = reading.published([row.key for row in rows])
    same = [
        place
        for place, row in enumerate(rows)
        if now["revision"][place] == row.revision and findings.matches[place] is not None
    ]
    listings = [rows[place].pk for place in same]
    found = _table(findings, same)
    kept = writing.keep(kind=kind, listings=listings, found=found)
    if kind == Kind.NEED:  # every pending proposal has a need: once is enough
        _review(findings.index, listings, found)
    made = promotion.promote_found(kind=kind, found=found)
    requests.spare(listings=listings)
    return kept, len(made)


def _table(findings: Findings, places: Sequence[int]) -> Rows:
    """The matches of these rows as FOUND, without partners that have left meanwhile."""
    mine, other = sides(findings.kind)
    numbers: dict[str, int] = {}  # of the partners
    flat = [
        (row.pk, row.revision, numbers.setdefault(match.key, len(numbers)), rank, match.score, match.strength)
        for row, matches in ((findings.rows[place], findings.matches[place]) for place in places)
        for rank, match in enumerate(matches or (), start=1)
    ]
    table = np.zeros(len(flat), dtype=FOUND)
    names = (mine, f"{mine}_revision", other, "rank", "score", "strength")
    for name, values in zip(names, zip(*flat, strict=True), strict=False):
        table[name] = values
    partners = reading.published(list(numbers))[table[other]]
    table[other], table[f"{other}_revision"] = partners["pk"], partners["revision"]
    return table[table[other] > 0]


def _review(index: Index, needs: Sequence[int], found: Rows) -> None:
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
