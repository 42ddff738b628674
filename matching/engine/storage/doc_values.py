"""Facet values of documents as integer columns, with filters and counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from matching.engine.arrays import Ids, Mask, TermIds


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """One facet: the codes of document n are codes[starts[n]:starts[n + 1]], indices into the sorted
    `values`.

    starts int64 (documents + 1), codes int32 (all values of all documents).
    """

    values: tuple[str, ...]
    starts: Ids
    codes: TermIds

    def matching(self, wanted: Collection[str]) -> Mask:
        """The documents that carry one of the wanted values, bool (documents)."""
        chosen = np.array([value in wanted for value in self.values], dtype=bool)
        found = np.zeros(len(self.starts) - 1, dtype=bool)
        if chosen.any():
            positions = np.flatnonzero(chosen[self.codes])
            few = len(positions) < len(self.starts) // 8
            found[
                np.searchsorted(self.starts, positions, side="right") - 1
                if few
                else self.row_numbers()[positions]
            ] = True
        return found

    def counts(self, seen: Mask) -> dict[str, int]:
        """How many of the `seen` documents, bool (documents), carry each value."""
        if not len(self.codes):
            return {}
        codes = self.codes[seen[self.row_numbers()]]
        counted = np.bincount(codes, minlength=len(self.values))
        return dict(zip(self.values, counted.tolist(), strict=True))

    def values_of(self, position: int) -> list[str]:
        """The values of one document."""
        return [self.values[code] for code in self.codes[self.starts[position] : self.starts[position + 1]]]

    def row_numbers(self) -> Ids:
        """The document of each code, int64 (codes)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def build_column(rows: Sequence[Collection[str]]) -> FacetColumn:
    """A column from the values of each document; a value counts once in a document."""
    tidy = [dict.fromkeys(row) for row in rows]
    values = tuple(sorted(set(chain.from_iterable(tidy))))
    position = {value: code for code, value in enumerate(values)}
    starts = np.concatenate([[0], np.cumsum([len(row) for row in tidy])]).astype(np.int64)
    codes = np.array([position[value] for row in tidy for value in row], dtype=np.int32)
    return FacetColumn(values, starts, codes)


def facet_columns(facets: Sequence[dict[str, tuple[str, ...]]]) -> dict[str, FacetColumn]:
    """A column for each facet that any of these documents has."""
    names = sorted({name for row in facets for name in row})
    return {name: build_column([row.get(name, ()) for row in facets]) for name in names}


def extend_column(column: FacetColumn, rows: Sequence[Collection[str]]) -> FacetColumn:
    """The column with more documents after its own, whose codes are renumbered."""
    fresh = build_column(rows)
    values = tuple(sorted({*column.values, *fresh.values}))
    position = {value: code for code, value in enumerate(values)}
    codes = [
        np.array([position[value] for value in part.values], dtype=np.int32)[part.codes]
        for part in (column, fresh)
    ]
    starts = np.concatenate([column.starts, fresh.starts[1:] + column.starts[-1]])
    return FacetColumn(values, starts, np.concatenate(codes))


def filter_masks(
    columns: Mapping[str, FacetColumn], where: Mapping[str, Collection[str]], size: int
) -> dict[str, Mask]:
    """For each facet with wanted values the documents that carry one of them; none where no document has the
    facet.
    """
    return {
        name: columns[name].matching(set(wanted)) if name in columns else np.zeros(size, dtype=bool)
        for name, wanted in where.items()
        if wanted
    }


def mask_without(name: str, base: Mask, choices: Mapping[str, Mask]) -> Mask:
    """The base documents that pass every filter but that of the named facet, bool (documents).

    Counts of a facet are taken over these, so that its own choice does not hide its other values
    (multi-select faceting).
    """
    seen = base.copy()
    for other, mask in choices.items():
        if other != name:
            seen &= mask
    return seen
