"""Every document of an index has a number: its segments one after another, each in its own order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Ids
from matching.engine.storage.segment import Segment

MISSING = -1


@dataclass(frozen=True, slots=True)
class DocIdMap:
    segments: tuple[Segment, ...]

    def segment_offsets(self) -> Iterator[tuple[int, Segment]]:
        """Each segment and the number of its first document."""
        first = 0
        for segment in self.segments:
            yield first, segment
            first += len(segment)

    def ids_of(self, keys: Sequence[str]) -> Ids:
        """The numbers of visible documents; MISSING for a key that is not here."""
        parts = list(self.segment_offsets())
        numbers = np.full(len(keys), MISSING, dtype=np.int64)
        for at, key in enumerate(keys):
            for first, segment in parts:
                place = segment.position_of(key)
                if place is not None:
                    numbers[at] = first + place
                    break
        return numbers

    def keys_of(self, numbers: Ids) -> list[str]:
        found = np.empty(len(numbers), dtype=object)
        for segment, at, places in self.by_segment(numbers):
            found[at] = segment.keys_at(places)
        return list(found.tolist())

    def by_segment(self, numbers: Ids) -> Iterator[tuple[Segment, Ids, Ids]]:
        """For each segment that has some of the numbers: which of them, and their places in the segment."""
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < sum(map(len, self.segments)):
            raise KeyError("a number is of no document")
        for first, segment in self.segment_offsets():
            at = np.flatnonzero((numbers >= first) & (numbers < first + len(segment)))
            if len(at):
                yield segment, at, numbers[at] - first

    def tie_order(self, queries: Array, ids: Ids, scores: Array) -> Array:
        """What puts entries of one query and one score into the order of their keys."""
        order = np.zeros(len(ids), dtype=np.int64)
        parts = list(self.by_segment(ids))
        if len(parts) == 1:  # the usual case: nothing is newer than the generation
            segment, _at, places = parts[0]
            return segment.order[places]
        tied = np.unique(ids[_tied(queries, scores)])
        places = np.empty(len(tied), dtype=np.int64)
        keys = self.keys_of(tied)
        places[sorted(range(len(tied)), key=keys.__getitem__)] = np.arange(len(tied))
        known = np.isin(ids, tied)
        order[known] = places[np.searchsorted(tied, ids[known])]
        return order


def _tied(queries: Array, scores: Array) -> Array:
    """Entries that share query and score with another."""
    order = np.lexsort((scores, queries))
    same = (np.diff(queries[order]) == 0) & (np.diff(scores[order]) == 0)
    return order[np.concatenate([same, [False]]) | np.concatenate([[False], same])] if len(order) else order
