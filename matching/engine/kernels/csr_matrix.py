"""Sparse vectors in compressed sparse rows (CSR)."""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Floats, Ids, Mask, TermIds

MIN_WEIGHT, MAX_WEIGHT = 1e-12, 1e6  # between these, products in float32 neither underflow nor overflow


@dataclass(frozen=True, slots=True)
class CsrMatrix:
    """Row n has the terms terms[starts[n]:starts[n + 1]], strictly ascending, and their weights.

    starts int64 (rows + 1), terms int32 (entries), weights float64 (entries).
    """

    starts: Ids
    terms: TermIds
    weights: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def validated(cls, starts: Array, terms: Array, weights: Array, *, vocabulary: int) -> "CsrMatrix":
        """ValueError unless terms ascend below `vocabulary` and weights are within MIN_WEIGHT and
        MAX_WEIGHT.
        """
        rows = cls(
            np.ascontiguousarray(starts, dtype=np.int64),
            np.ascontiguousarray(terms, dtype=np.int32),
            np.ascontiguousarray(weights, dtype=np.float64),
        )
        size = len(rows.terms)
        if not len(rows.starts) or rows.starts[0] != 0 or rows.starts[-1] != size:
            raise ValueError("starts must begin with 0 and end with the number of entries")
        if (np.diff(rows.starts) < 0).any() or len(rows.weights) != size:
            raise ValueError("starts must not descend; terms and weights must have one length")
        if size and not (rows.terms.min() >= 0 and rows.terms.max() < vocabulary):
            raise ValueError(f"terms must lie between 0 and {vocabulary - 1}")
        within = np.ones(size, dtype=bool)
        within[rows.starts[:-1][np.diff(rows.starts) > 0]] = False  # the first of each row
        if (within[1:] & (np.diff(rows.terms) <= 0)).any():
            raise ValueError("the terms of a row must ascend strictly")
        if not ((rows.weights >= MIN_WEIGHT) & (rows.weights <= MAX_WEIGHT)).all():  # NaN fails too
            raise ValueError(f"weights must lie between {MIN_WEIGHT} and {MAX_WEIGHT}")
        return rows

    def row_numbers(self) -> Ids:
        """The row of each entry, int64 (entries)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def take(self, numbers: Ids) -> "CsrMatrix":
        """Copies of these rows, in this order."""
        firsts = self.starts[numbers]
        lengths = self.starts[numbers + 1] - firsts
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        positions = np.repeat(firsts - starts[:-1], lengths) + np.arange(starts[-1])
        return CsrMatrix(starts, self.terms[positions], self.weights[positions])

    def filter(self, kept: Mask) -> "CsrMatrix":
        """The entries that are `kept`, bool (entries)."""
        ends = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        return CsrMatrix(ends[self.starts], self.terms[kept], self.weights[kept])
