"""Hard constraints: a facet ".must:X" holds values of which a partner has to carry one in its facet X.

They hold in both directions, whoever looks for whom. Facets whose names begin with a dot are not shown as
filters.
"""

from collections.abc import Collection, Hashable, Mapping

import numpy as np

from matching.engine.arrays import Mask
from matching.engine.storage.doc_values import FacetColumn
from matching.engine.storage.segment import Segment

PRIVATE = "."
REQUIRED = ".must:"
Facets = Mapping[str, Collection[str]]


def required_facets(segment: Segment) -> list[str]:
    """Names of the facets that some document of a segment requires."""
    return [name[len(REQUIRED) :] for name in segment.columns if name.startswith(REQUIRED)]


def constraint_facets(segment: Segment, position: int, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of a stored document: what it requires, and what it carries in the named facets."""
    return {
        name: tuple(column.values_of(position))
        for name, column in segment.columns.items()
        if name in names or name.startswith(REQUIRED)
    }


def constraint_key(segment: Segment, facets: Facets) -> Hashable:
    """Equal for facets for which `documents_satisfying` is equal."""
    own = [(name, tuple(values)) for name, values in facets.items() if name.startswith(REQUIRED) and values]
    return tuple(sorted(own)), tuple(tuple(facets.get(name, ())) for name in required_facets(segment))


def documents_satisfying(segment: Segment, facets: Facets, base: Mask) -> Mask:
    """The base documents, bool (documents), that carry what these facets require and whose own requirements
    the facets meet. A document without the facet meets no requirement of it.
    """
    allowed = base
    for name, values in facets.items():
        if name.startswith(REQUIRED) and values:
            allowed = allowed & _carrying_any(
                segment.columns.get(name[len(REQUIRED) :]), values, len(segment)
            )
    for name in required_facets(segment):
        column = segment.columns[REQUIRED + name]
        free = np.diff(column.starts) == 0
        allowed = allowed & (free | column.matching(set(facets.get(name, ()))))
    return allowed


def _carrying_any(column: FacetColumn | None, values: Collection[str], size: int) -> Mask:
    """Documents that carry one of the values, bool (documents)."""
    return np.zeros(size, dtype=bool) if column is None else column.matching(set(values))
