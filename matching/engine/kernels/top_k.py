"""Ragged results of many queries as arrays, and the selection of the best k."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Floats, Ids, Mask


@dataclass(frozen=True, slots=True)
class TopK:
    """What each query found: query q has the documents ids[starts[q]:starts[q + 1]], best first, with their
    scores.

    starts int64 (queries + 1), ids int64 (found), scores float64 (found).
    """

    starts: Ids
    ids: Ids
    scores: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, query: int) -> tuple[Ids, Floats]:
        """(ids, scores) of one query."""
        found = slice(int(self.starts[query]), int(self.starts[query + 1]))
        return self.ids[found], self.scores[found]

    def __iter__(self) -> Iterator[tuple[Ids, Floats]]:
        return (self[query] for query in range(len(self)))

    def filter(self, kept: Mask) -> "TopK":
        """The entries that are `kept`, bool (found)."""
        ends = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        return TopK(ends[self.starts], self.ids[kept], self.scores[kept])

    def truncate(self, k: int) -> "TopK":
        """The first k of each query."""
        return self if k >= int(np.diff(self.starts).max(initial=0)) else self.filter(self.ranks <= k)

    @property
    def queries(self) -> Ids:
        """The query of each entry, int64 (found)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def ranks(self) -> Ids:
        """The rank of each entry among those of its query, from 1, int64 (found)."""
        return np.arange(1, len(self.ids) + 1) - self.starts[self.queries]

    @property
    def strengths(self) -> Floats:
        """Scores cut at 1, float64 (found): an offer that repeats a need's words more often than the need
        exceeds 1.
        """
        return np.minimum(self.scores, 1.0)


def to_coo(parts: Sequence[tuple[Ids, TopK]]) -> tuple[Ids, Ids, Floats]:
    """(queries, ids, scores) of all entries; query q of a part is number numbers[q] of all."""
    return (
        np.concatenate([np.zeros(0, np.int64), *(numbers[best.queries] for numbers, best in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(best.ids for _numbers, best in parts)]),
        np.concatenate([np.zeros(0), *(best.scores for _numbers, best in parts)]),
    )


def from_coo(queries: Ids, ids: Ids, scores: Floats, *, count: int, k: int, order: Ids) -> TopK:
    """The best k of each of `count` queries from entries in any order; of equal scores the lower `order`
    comes first.
    """
    positions = top_k_positions(queries, scores, count=count, k=k, order=order)
    counts = np.bincount(queries[positions], minlength=count)
    return TopK(np.concatenate([[0], np.cumsum(counts)]), ids[positions], scores[positions])


def top_k_positions(queries: Ids, scores: Floats, *, count: int, k: int, order: Ids) -> Ids:
    """Indices of the best k entries of each query, query by query, best first, int64."""
    positions = np.lexsort((order, -scores, queries))
    queries = queries[positions]
    firsts = np.searchsorted(queries, np.arange(count + 1))
    return positions[np.arange(len(positions)) - firsts[queries] < k]


def concatenate(parts: Sequence[TopK]) -> TopK:
    """The queries of all parts, one after another."""
    counts = [np.diff(part.starts) for part in parts]
    return TopK(
        np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *counts]))]),
        np.concatenate([np.zeros(0, np.int64), *(part.ids for part in parts)]),
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
    )


def top_k_of_scores(scores: Floats, allowed: Mask, order: Ids, limit: int) -> Ids:
    """Positions of the best `limit` allowed documents, int64; of equal scores the lower `order` comes
    first.
    """
    positions = np.flatnonzero(allowed)
    if limit <= 0 or not len(positions):
        return positions[:0]
    found = scores[positions]
    if len(positions) > limit:
        least = -np.partition(-found, limit - 1)[limit - 1]
        positions = positions[found >= least]  # all that tie with the last one take part
        found = scores[positions]
    return positions[np.lexsort((order[positions], -found))[:limit]]


def merge_ranked(parts: Iterable[Iterable[tuple[str, float]]], limit: int) -> list[tuple[str, float]]:
    """The best of several lists of (key, score), ties by key."""
    found = [entry for part in parts for entry in part]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:limit]
