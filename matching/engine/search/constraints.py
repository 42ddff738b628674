"""What must match: a facet ".must:X" holds values of which a partner has to carry one in its facet X.

It holds in both directions, whoever looks. Facets whose names begin with a dot are nobody's choice in a search.
"""

from collections.abc import Collection, Hashable, Mapping

import numpy as np

from matching.engine.arrays import Mask
from matching.engine.storage.doc_values import Column
from matching.engine.storage.segment import Segment

HIDDEN = "."
MUST = ".must:"
Facets = Mapping[str, Collection[str]]


def demanded(segment: Segment) -> list[str]:
    """The facets that documents of a segment make demands of."""
    return [name[len(MUST) :] for name in segment.columns if name.startswith(MUST)]


def facets_of(segment: Segment, place: int, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What a stored document demands, and what it carries in the named facets."""
    return {
        name: tuple(column.of(place))
        for name, column in segment.columns.items()
        if name in names or name.startswith(MUST)
    }


def terms(segment: Segment, facets: Facets) -> Hashable:
    """Equal for documents that `meeting` answers alike."""
    own = [(name, tuple(values)) for name, values in facets.items() if name.startswith(MUST) and values]
    return tuple(sorted(own)), tuple(tuple(facets.get(name, ())) for name in demanded(segment))


def meeting(segment: Segment, facets: Facets, base: Mask) -> Mask:
    """The base documents that meet the demands of one with these facets, and whose demands it meets."""
    allowed = base
    for name, values in facets.items():
        if name.startswith(MUST) and values:
            allowed = allowed & _having(segment.columns.get(name[len(MUST) :]), values, len(segment))
    for name in demanded(segment):
        column = segment.columns[MUST + name]
        free = np.diff(column.starts) == 0
        allowed = allowed & (free | column.having(set(facets.get(name, ()))))
    return allowed


def _having(column: Column | None, values: Collection[str], size: int) -> Mask:
    return np.zeros(size, dtype=bool) if column is None else column.having(set(values))
