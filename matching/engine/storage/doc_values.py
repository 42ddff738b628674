"""Facets as small integer arrays: which documents carry a value, how often each value occurs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Mask


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """One facet: the codes of document n are codes[starts[n]:starts[n + 1]], places in the sorted values."""

    values: tuple[str, ...]
    starts: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]

    def matching(self, wanted: Collection[str]) -> Mask:
        """The documents that carry one of the wanted values."""
        chosen = np.array([value in wanted for value in self.values], dtype=bool)
        found = np.zeros(len(self.starts) - 1, dtype=bool)
        if chosen.any():
            places = np.flatnonzero(chosen[self.codes])
            few = len(places) < len(self.starts) // 8
            found[
                np.searchsorted(self.starts, places, side="right") - 1 if few else self.row_numbers()[places]
            ] = True
        return found

    def counts(self, seen: Mask) -> dict[str, int]:
        """How many of the seen documents carry each value."""
        if not len(self.codes):
            return {}
        codes = self.codes[seen[self.row_numbers()]]
        counted = np.bincount(codes, minlength=len(self.values))
        return dict(zip(self.values, counted.tolist(), strict=True))

    def values_of(self, position: int) -> list[str]:
        return [self.values[code] for code in self.codes[self.starts[position] : self.starts[position + 1]]]

    def row_numbers(self) -> npt.NDArray[np.int64]:
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def build_column(rows: Sequence[Collection[str]]) -> FacetColumn:
    """A value that stands twice in one document counts once."""
    tidy = [dict.fromkeys(row) for row in rows]
    values = tuple(sorted(set(chain.from_iterable(tidy))))
    place = {value: code for code, value in enumerate(values)}
    starts = np.concatenate([[0], np.cumsum([len(row) for row in tidy])]).astype(np.int64)
    codes = np.array([place[value] for row in tidy for value in row], dtype=np.int32)
    return FacetColumn(values, starts, codes)


def extend_column(column: FacetColumn, rows: Sequence[Collection[str]]) -> FacetColumn:
    """The documents of the column and, after them, these; the old ones are not read again."""
    fresh = build_column(rows)
    values = tuple(sorted({*column.values, *fresh.values}))
    place = {value: code for code, value in enumerate(values)}
    codes = [
        np.array([place[value] for value in part.values], dtype=np.int32)[part.codes]
        for part in (column, fresh)
    ]
    starts = np.concatenate([column.starts, fresh.starts[1:] + column.starts[-1]])
    return FacetColumn(values, starts, np.concatenate(codes))


def filter_masks(
    columns: Mapping[str, FacetColumn], where: Mapping[str, Collection[str]], size: int
) -> dict[str, Mask]:
    """For each facet with a choice the documents that meet it; a facet nobody carries is met by none."""
    return {
        name: columns[name].matching(set(wanted)) if name in columns else np.zeros(size, dtype=bool)
        for name, wanted in where.items()
        if wanted
    }


def mask_without(name: str, base: Mask, choices: Mapping[str, Mask]) -> Mask:
    """The base documents that meet every choice except that of the named facet."""
    seen = base.copy()
    for other, mask in choices.items():
        if other != name:
            seen &= mask
    return seen
