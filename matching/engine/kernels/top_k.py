"""What was found for many queries, as arrays: no Python object for a pair."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Floats, Ids, Mask


@dataclass(frozen=True, slots=True)
class TopK:
    """Query q found ids[starts[q]:starts[q + 1]] (int64), best first, with these scores (float64)."""

    starts: Array
    ids: Array
    scores: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, query: int) -> tuple[Array, Array]:
        found = slice(int(self.starts[query]), int(self.starts[query + 1]))
        return self.ids[found], self.scores[found]

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        return (self[query] for query in range(len(self)))

    def filter(self, kept: Array) -> "TopK":
        """Without the entries that are not marked."""
        ends = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        return TopK(ends[self.starts], self.ids[kept], self.scores[kept])

    def truncate(self, k: int) -> "TopK":
        """The best k of each query."""
        return self if k >= int(np.diff(self.starts).max(initial=0)) else self.filter(self.ranks <= k)

    @property
    def queries(self) -> Array:
        """Whose each entry is."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def ranks(self) -> Array:
        """The place of each entry among those of its query, from 1."""
        return np.arange(1, len(self.ids) + 1) - self.starts[self.queries]

    @property
    def strengths(self) -> Array:
        """Scores as shares of the need's own score: an offer that says more than the need is no better than whole."""
        return np.minimum(self.scores, 1.0)


def to_coo(parts: Sequence[tuple[Array, TopK]]) -> tuple[Array, Array, Array]:
    """The query, id and score of each entry. Query q of a part is number numbers[q] of all."""
    return (
        np.concatenate([np.zeros(0, np.int64), *(numbers[best.queries] for numbers, best in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(best.ids for _numbers, best in parts)]),
        np.concatenate([np.zeros(0), *(best.scores for _numbers, best in parts)]),
    )


def from_coo(queries: Array, ids: Array, scores: Array, *, count: int, k: int, order: Array) -> TopK:
    """The best k of each of `count` queries from entries in any order. `order` breaks ties: lower first."""
    places = top_k_positions(queries, scores, count=count, k=k, order=order)
    counts = np.bincount(queries[places], minlength=count)
    return TopK(np.concatenate([[0], np.cumsum(counts)]), ids[places], scores[places])


def top_k_positions(queries: Array, scores: Array, *, count: int, k: int, order: Array) -> Array:
    """Where the best k of each query stand among the entries: query by query, best first."""
    places = np.lexsort((order, -scores, queries))
    queries = queries[places]
    firsts = np.searchsorted(queries, np.arange(count + 1))
    return places[np.arange(len(places)) - firsts[queries] < k]


def concatenate(parts: Sequence[TopK]) -> TopK:
    """The queries of all parts, one after another."""
    counts = [np.diff(part.starts) for part in parts]
    return TopK(
        np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *counts]))]),
        np.concatenate([np.zeros(0, np.int64), *(part.ids for part in parts)]),
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
    )


def top_k_of_scores(scores: Floats, allowed: Mask, order: Ids, limit: int) -> Ids:
    """Places of the best allowed ones. `order` breaks ties: lower first."""
    places = np.flatnonzero(allowed)
    if limit <= 0 or not len(places):
        return places[:0]
    found = scores[places]
    if len(places) > limit:
        least = -np.partition(-found, limit - 1)[limit - 1]
        places = places[found >= least]  # all that tie with the last one take part
        found = scores[places]
    return places[np.lexsort((order[places], -found))[:limit]]


def merge_ranked(parts: Iterable[Iterable[tuple[str, float]]], limit: int) -> list[tuple[str, float]]:
    """The best of the best of several sets."""
    found = [entry for part in parts for entry in part]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:limit]
