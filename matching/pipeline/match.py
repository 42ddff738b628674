"""Listings matched from the stored vectors of an index, many at once; nothing is written.

A part of a full run and a single listing go the same way. A single listing is a part of one, and beside it
goes a part of the partners whose lists it may enter or leave.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import Q

from catalog.models import Listing, ListingQuerySet
from matching import corpus, queries
from matching import index as live_index
from matching.engine import MISSING, Index, SearchRequest, TopK, concatenate
from matching.enums import Side
from matching.models import Candidate, IndexChange, IndexGeneration, MatchShard
from matching.pipeline import reading
from matching.pipeline.difference import Rows, sides

STEP = 500  # listings asked of the engine at once
SIGN_OF_LIFE = 5.0  # seconds between two renewals of a lease
Alive = Callable[[int], object]  # told now and then how many listings are matched


class Row(NamedTuple):
    """What matching needs of a listing."""

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
    """What the engine answered for listings of one kind."""

    kind: Side
    index: Index
    last_change: int  # the newest IndexChange that the index has
    rows: Sequence[Row]  # the listings, those that the index holds
    best: TopK  # of each of them
    partners: Partners


@dataclass(frozen=True, slots=True)
class ListingFindings:
    """A single listing with the best of its partners, and those partners with the best of theirs."""

    own: Findings
    partners: Findings


def match_shard(shard: MatchShard, generation: IndexGeneration | None) -> Findings:
    """The listings of a part of a run."""
    listings = Listing.objects.published().filter(kind=shard.kind, pk__gte=shard.first, pk__lte=shard.last)
    rows = _rows(listings.order_by("pk"))
    return _match(Side(shard.kind), rows, generation, alive=lambda done: shard.renew(progress=done))


def match_listing(listing: Listing) -> ListingFindings:
    """A listing, and the partners that it may rank among: those it finds, and those with which it is stored.

    May raise corpus.UnreadableListing.
    """
    kind = Side(listing.kind)
    mine, theirs = sides(kind)
    row = Row(listing.pk, listing.public_id, listing.revision, listing.organisation_id)
    own = _match(kind, [row])
    if listing.unreadable or not own.rows:
        corpus.checked_document(listing)
    found = own.index.keys_of(own.best.ids)
    stored = Candidate.objects.filter(**{mine: listing}).order_by().values(theirs)
    partners = Listing.objects.published().filter(Q(public_id__in=found) | Q(pk__in=stored), kind=kind.other)
    return ListingFindings(own, _match(kind.other, _rows(partners.order_by("public_id"))))


def _rows(listings: ListingQuerySet) -> list[Row]:
    names = ("pk", "public_id", "revision", "organisation_id")
    return [Row(*row) for row in listings.values_list(*names)]


def _match(
    kind: Side, rows: list[Row], generation: IndexGeneration | None = None, alive: Alive | None = None
) -> Findings:
    """Ask the engine for all of them, without any transaction: this is where the time goes.

    `rows` are read before the index is opened, which then is never older than they are.
    """
    live = live_index.current(generation)
    index = live.index
    numbers = index.ids_of([row.key for row in rows])
    rows = [row for row, number in zip(rows, numbers.tolist(), strict=True) if number != MISSING]
    numbers = numbers[numbers != MISSING]
    own = {
        owner: index.ids_of(keys)
        for owner, keys in queries.own_listings({row.organisation for row in rows}, kind.other).items()
    }
    best: list[TopK] = []
    told = time.monotonic()
    for part in _parts(len(rows), STEP):
        best.append(
            index.match(
                SearchRequest(
                    numbers[part],
                    kind=str(kind.other),
                    limit=settings.CANDIDATES_PER_LISTING,
                    exclude={
                        at: own[row.organisation]
                        for at, row in enumerate(rows[part])
                        if row.organisation in own
                    },
                )
            )
        )
        if alive is not None and time.monotonic() - told > SIGN_OF_LIFE:
            alive(min(part.stop, len(rows)))
            told = time.monotonic()
    found = concatenate(best)
    return Findings(kind, index, live.last_change, rows, found, partners_of(index, found))


def partners_of(index: Index, best: TopK) -> Partners:
    upto = IndexChange.objects.newest()  # before the rows, which then are never older
    numbers, place = np.unique(best.ids, return_inverse=True)
    return Partners(upto, reading.published(index.keys_of(numbers))[place])


def _parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))
