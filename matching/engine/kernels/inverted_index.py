"""An inverted index in blocks of documents, beside the document vectors themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Bits, Bytes, Floats, Ids, Mask, Shorts, SingleFloats, Words
from matching.engine.kernels.csr_matrix import CsrMatrix

WORD = 64  # terms to a word of the marks


@dataclass(frozen=True, slots=True)
class BlockedInvertedIndex:
    """`size` documents to a block; a block lists for each of its terms the documents that hold it.

    Block b has the documents b * size onwards. Bit t % 64 of marks[b, t // 64] says that the block has term
    t; ranks[b, t // 64] counts the block's terms before that word. The r-th term of block b has the postings
    bases[b] + runs[b + r'] up to bases[b] + runs[b + r' + 1], where r' = r + the terms of all blocks before:
    `first_run[b]` is that count. A posting is a document (its number within the block) and a float32 weight.

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

    rows: CsrMatrix
    size: int
    vocabulary: int
    marks: Bits
    ranks: Words
    first_run: Ids
    bases: Ids
    runs: Words
    documents: Shorts
    weights: SingleFloats
    levels: Bytes
    norms: SingleFloats
    usual: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def arrays(self) -> dict[str, Array]:
        """Everything, by the names that `from_arrays` takes, which are those on disk."""
        named: dict[str, Array] = {name: getattr(self, name) for name in ARRAYS}
        rows: dict[str, Array] = {
            "starts": self.rows.starts,
            "terms": self.rows.terms,
            "values": self.rows.weights,
        }
        return {"shape": np.array([self.size, self.vocabulary], dtype=np.int64)} | rows | named

    def is_whole(self) -> bool:
        """Whether the sizes of the arrays fit each other, so that no kernel reads beyond them; values are not
        checked.
        """
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
    def from_arrays(cls, arrays: Mapping[str, Array]) -> "BlockedInvertedIndex":
        """The index from its arrays, read-only and mapped ones too; nothing is copied or checked."""
        found = {name: np.asarray(array) for name, array in arrays.items()}
        size, vocabulary = (int(number) for number in found["shape"])
        rows = CsrMatrix(found["starts"], found["terms"], found["values"])
        return cls(rows, size, vocabulary, **{name: found[name] for name in ARRAYS})


ARRAYS = (
    "marks", "ranks", "first_run", "bases", "runs", "documents", "weights", "levels", "norms", "usual",
)  # fmt: skip


def documents_containing(blocks: BlockedInvertedIndex, terms: Sequence[int]) -> Mask:
    """Documents with at least one of the terms, bool (documents)."""
    found = np.zeros(len(blocks), dtype=bool)
    for term in terms:
        if 0 <= term < blocks.vocabulary:
            for documents in _posting_lists(blocks, term):
                found[documents] = True
    return found


def document_frequencies(blocks: BlockedInvertedIndex) -> Ids:
    """The number of documents with each term, int64 (vocabulary); no posting is read."""
    found = np.zeros(blocks.vocabulary, dtype=np.int64)
    for block, first in enumerate(blocks.first_run.tolist()):
        marks = np.unpackbits(np.asarray(blocks.marks[block]).view(np.uint8), bitorder="little")
        terms = np.flatnonzero(marks)
        runs = blocks.runs[first : first + len(terms) + 1].astype(np.int64)
        found[terms] += runs[1:] - runs[:-1]
    return found


def _posting_lists(blocks: BlockedInvertedIndex, term: int) -> list[Ids]:
    """Documents with the term, one array for each block that has it."""
    word, bit = term >> 6, np.uint64(1) << np.uint64(term & 63)
    marks = np.asarray(blocks.marks[:, word])
    lists = []
    for block in np.flatnonzero(marks & bit):
        before = int(np.bitwise_count(marks[block] & (bit - np.uint64(1))))
        run = int(blocks.first_run[block]) + int(blocks.ranks[block, word]) + before
        base = int(blocks.bases[block])
        begin, end = base + int(blocks.runs[run]), base + int(blocks.runs[run + 1])
        lists.append(blocks.documents[begin:end].astype(np.int64) + int(block) * blocks.size)
    return lists
