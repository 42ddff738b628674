"""A full run laid out in parts by the work in them."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from django.conf import settings

from catalog.models import Listing
from matching.engine import MISSING, Index
from matching.enums import Side
from matching.index import Live
from matching.models import MatchShard


def plan(live: Live) -> list[MatchShard]:
    """Shards over everything published, in the order of the keys:
    as much work in each as the settings say."""
    return [shard for kind in Side for shard in _of_kind(kind, live.index)]


def _of_kind(kind: Side, index: Index) -> Iterator[MatchShard]:
    rows = list(Listing.objects.published().filter(kind=kind).order_by("pk").values_list("pk", "public_id"))
    work = costs(index, [key for _pk, key in rows], kind=str(kind.other))
    for start, end in cut(work, most=settings.MATCH_SHARD_POSTINGS, longest=settings.MATCH_SHARD_SIZE):
        yield MatchShard(
            kind=kind,
            first=rows[start][0],
            last=rows[end - 1][0],
            size=end - start,
            cost=int(work[start:end].sum()),
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


def costs(index: Index, keys: Sequence[str], *, kind: str) -> npt.NDArray[np.int64]:
    """How much work each of these is against a kind, in postings; at least 1."""
    numbers = index.ids_of(keys)
    held = numbers != MISSING
    found = np.ones(len(keys), dtype=np.int64)
    found[held] = np.maximum(index.cost(numbers[held], kind=kind), 1)
    return found
