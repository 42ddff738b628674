"""How the vectors of documents lie in memory and on disk: a row for each document, and blocks of postings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
LEAST, MOST = 1e-12, 1e6  # weights outside are refused: float32 products inside keep their full precision
WORD = 64  # terms to a word of the marks


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse vectors: row n has terms[starts[n]:starts[n + 1]], strictly ascending, and their weights.

    starts int64 (rows + 1), terms int32, weights float64. `checked` is the door for arrays of others.
    """

    starts: Array
    terms: Array
    weights: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def checked(cls, starts: Array, terms: Array, weights: Array, *, vocabulary: int) -> "Rows":
        """Raises ValueError for anything but ascending terms below `vocabulary` and weights in LEAST..MOST."""
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
        if not ((rows.weights >= LEAST) & (rows.weights <= MOST)).all():  # NaN fails too
            raise ValueError(f"weights must lie between {LEAST} and {MOST}")
        return rows

    def numbers(self) -> Array:
        """The row of each entry, int64."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def picked(self, numbers: Array) -> "Rows":
        """Copies of these rows, in this order."""
        firsts = self.starts[numbers]
        lengths = self.starts[numbers + 1] - firsts
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places = np.repeat(firsts - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, self.terms[places], self.weights[places])

    def only(self, kept: Array) -> "Rows":
        """The rows without the entries that are not marked."""
        ends = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        return Rows(ends[self.starts], self.terms[kept], self.weights[kept])


@dataclass(frozen=True, slots=True)
class Blocks:
    """`size` documents to a block; a block lists for each of its terms the documents that hold it.

    Block b has the documents b * size onwards. Bit t % 64 of marks[b, t // 64] says that the block has term t;
    ranks[b, t // 64] counts the block's terms before that word. The r-th term of block b has the postings
    bases[b] + runs[b + r'] up to bases[b] + runs[b + r' + 1], where r' = r + the terms of all blocks before:
    `first_run[b]` is that place. A posting is a document (its number within the block) and a float32 weight.

    norms[l, d] is, rounded up, the length of document d restricted to the terms of level l and below. Level 0
    are the most frequent terms, level len(norms) those in no norm. They bound what frequent terms can add.

    | array | type, shape |
    |---|---|
    | shape | int64: size, vocabulary |
    | starts, terms, values | the rows |
    | marks, ranks | uint64, uint32 (blocks, words) |
    | first_run, bases | int64 (blocks) |
    | runs | uint32: for each block its terms + 1 |
    | documents, weights | uint16, float32 (postings) |
    | levels | uint8 (vocabulary) |
    | norms, usual | float32 (levels, documents), float64 (levels): the mean |
    """

    rows: Rows
    size: int
    vocabulary: int
    marks: Array
    ranks: Array
    first_run: Array
    bases: Array
    runs: Array
    documents: Array
    weights: Array
    levels: Array
    norms: Array
    usual: Array

    def __len__(self) -> int:
        return len(self.rows)

    def arrays(self) -> dict[str, Array]:
        """Everything, by the names that `from_arrays` takes."""
        named = {name: getattr(self, name) for name in PLAIN}
        rows = {"starts": self.rows.starts, "terms": self.rows.terms, "values": self.rows.weights}
        return {"shape": np.array([self.size, self.vocabulary], dtype=np.int64)} | rows | named

    def is_whole(self) -> bool:
        """Whether the sizes of the arrays fit each other, so that no loop reads beside them; values are not looked at."""
        postings, documents = len(self.documents), len(self)
        if not 1 <= self.size <= 1 << 16 or self.vocabulary < 0 or documents < 0:
            return False
        blocks, levels = -(-documents // self.size), len(self.usual)
        table = (blocks, -(-self.vocabulary // WORD))
        return (
            int(self.rows.starts[0]) == 0
            and int(self.rows.starts[-1]) == postings
            and len(self.weights) == len(self.rows.terms) == len(self.rows.weights) == postings
            and self.marks.shape == self.ranks.shape == table
            and len(self.first_run) == len(self.bases) == blocks
            and len(self.runs) == int(np.bitwise_count(self.marks).sum()) + blocks
            and self.levels.shape == (self.vocabulary,)
            and self.norms.shape == (levels, documents)
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> "Blocks":
        """Takes read-only and memory-mapped arrays as they are; nothing is copied or checked."""
        found = {name: np.asarray(array) for name, array in arrays.items()}
        size, vocabulary = (int(number) for number in found["shape"])
        rows = Rows(found["starts"], found["terms"], found["values"])
        return cls(rows, size, vocabulary, **{name: found[name] for name in PLAIN})


PLAIN = (
    "marks", "ranks", "first_run", "bases", "runs", "documents", "weights", "levels", "norms", "usual",
)  # fmt: skip
