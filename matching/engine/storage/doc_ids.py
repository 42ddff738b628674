"""Numbers of documents: the segments of an index one after another, each in its own order, from 0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Floats, Ids
from matching.engine.storage.segment import Segment

MISSING = -1


@dataclass(frozen=True, slots=True)
class DocIdMap:
    """Keys to numbers and back for the segments of one index; other segments give other numbers."""

    segments: tuple[Segment, ...]

    def segment_offsets(self) -> Iterator[tuple[int, Segment]]:
        """(number of its first document, segment) for each segment."""
        first = 0
        for segment in self.segments:
            yield first, segment
            first += len(segment)

    def ids_of(self, keys: Sequence[str]) -> Ids:
        """Numbers of visible documents, int64 (keys); MISSING for a key that is not here."""
        parts = list(self.segment_offsets())
        numbers = np.full(len(keys), MISSING, dtype=np.int64)
        for indices, key in enumerate(keys):
            for first, segment in parts:
                position = segment.position_of(key)
                if position is not None:
                    numbers[indices] = first + position
                    break
        return numbers

    def keys_of(self, numbers: Ids) -> list[str]:
        """The keys of numbered documents. KeyError for a number that is of no document."""
        found = np.empty(len(numbers), dtype=object)
        for segment, indices, positions in self.by_segment(numbers):
            found[indices] = segment.keys_at(positions)
        return list(found.tolist())

    def by_segment(self, numbers: Ids) -> Iterator[tuple[Segment, Ids, Ids]]:
        """For each segment with some of the numbers: (segment, indices into `numbers`, positions in the
        segment). KeyError for a number that is of no document.
        """
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < sum(map(len, self.segments)):
            raise KeyError("a number is of no document")
        for first, segment in self.segment_offsets():
            indices = np.flatnonzero((numbers >= first) & (numbers < first + len(segment)))
            if len(indices):
                yield segment, indices, numbers[indices] - first

    def tie_order(self, queries: Ids, ids: Ids, scores: Floats) -> Ids:
        """int64 (ids): ascending as the keys of entries that share query and score."""
        order = np.zeros(len(ids), dtype=np.int64)
        parts = list(self.by_segment(ids))
        if len(parts) == 1:  # nothing is newer than the generation
            segment, _at, positions = parts[0]
            return segment.order[positions]
        tied = np.unique(ids[_tied(queries, scores)])
        positions = np.empty(len(tied), dtype=np.int64)
        keys = self.keys_of(tied)
        positions[sorted(range(len(tied)), key=keys.__getitem__)] = np.arange(len(tied))
        known = np.isin(ids, tied)
        order[known] = positions[np.searchsorted(tied, ids[known])]
        return order


def _tied(queries: Ids, scores: Floats) -> Ids:
    """Indices of entries that share query and score with another."""
    order = np.lexsort((scores, queries))
    same = (np.diff(queries[order]) == 0) & (np.diff(scores[order]) == 0)
    return order[np.concatenate([same, [False]]) | np.concatenate([[False], same])] if len(order) else order
