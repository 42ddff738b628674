"""Builds a BlockedInvertedIndex; 200,000 documents of 50 terms take a fraction of a second."""

import numpy as np
from scipy import sparse

from matching.engine.arrays import Bits, Bytes, Mask, SingleFloats, Words
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import WORD, BlockedInvertedIndex

BLOCK_SIZE = 16_384  # the float32 sums of a block stay in the processor's second cache (64 KiB)
LEVEL_SHARES = (0.2, 0.1, 0.05, 0.02, 0.01, 0.005)  # of the documents, for the terms of each level


def build_blocks(rows: CsrMatrix, vocabulary: int, *, size: int = BLOCK_SIZE) -> BlockedInvertedIndex:
    """The index of validated rows; 1 <= size <= 65,536 documents a block, else ValueError. Extra memory: a
    few arrays of one block.
    """
    if not 1 <= size <= 1 << 16:
        raise ValueError(f"a block has between 1 and 65536 documents, got {size}")
    count = -(-len(rows) // size)
    words = -(-vocabulary // WORD)
    marks = np.zeros((count, words), dtype=np.uint64)
    ranks = np.zeros((count, words), dtype=np.uint32)
    first_run = np.zeros(count, dtype=np.int64)
    bases = np.ascontiguousarray(rows.starts[:-1:size])
    runs = [np.zeros(0, dtype=np.uint32)]
    documents = np.empty(len(rows.terms), dtype=np.uint16)
    weights = np.empty(len(rows.terms), dtype=np.float32)
    levels = _frequency_levels(rows, vocabulary)
    norms = np.zeros((len(LEVEL_SHARES), len(rows)), dtype=np.float32)
    for block in range(count):
        part = _block_rows(rows, block * size, size)
        here = slice(int(bases[block]), int(bases[block]) + len(part.terms))
        columns = _by_term(part, vocabulary)
        documents[here], weights[here] = columns.indices, columns.data
        present = np.diff(columns.indptr) > 0
        marks[block], ranks[block] = _term_bitmap(present, words)
        runs.append(np.append(columns.indptr[:-1][present], len(part.terms)).astype(np.uint32))
        first_run[block + 1 :] += len(runs[-1])
        norms[:, block * size : block * size + len(part)] = _level_norms(part, levels)
    usual = norms.mean(axis=1, dtype=np.float64) if len(rows) else np.zeros(len(LEVEL_SHARES))
    return BlockedInvertedIndex(
        rows, size, vocabulary, marks, ranks, first_run, bases, np.concatenate(runs), documents, weights,
        levels, norms, usual,
    )  # fmt: skip


def _block_rows(rows: CsrMatrix, first: int, size: int) -> CsrMatrix:
    starts = rows.starts[first : first + size + 1]
    here = slice(int(starts[0]), int(starts[-1]))
    return CsrMatrix(starts - starts[0], rows.terms[here], rows.weights[here])


def _by_term(part: CsrMatrix, vocabulary: int) -> sparse.csc_array:
    """The rows of a block by term (CSC)."""
    by_row = sparse.csr_array(
        (part.weights, part.terms, part.starts.astype(np.int32)), shape=(len(part), vocabulary)
    )
    return by_row.tocsc()


def _term_bitmap(present: Mask, words: int) -> tuple[Bits, Words]:
    """(a bit for each term, the number of bits set before each word): uint64, uint32 (words)."""
    padded = np.zeros(words * WORD, dtype=bool)
    padded[: len(present)] = present
    bits = np.packbits(padded, bitorder="little").view("<u8")
    counts = np.bitwise_count(bits)
    return bits, np.cumsum(counts, dtype=np.uint32) - counts


def _frequency_levels(rows: CsrMatrix, vocabulary: int) -> Bytes:
    """The level of each term by its document frequency, uint8 (vocabulary)."""
    held = np.bincount(rows.terms, minlength=vocabulary)
    levels = np.full(vocabulary, len(LEVEL_SHARES), dtype=np.uint8)
    for level in reversed(range(len(LEVEL_SHARES))):
        levels[held >= LEVEL_SHARES[level] * len(rows)] = level
    return levels


def _level_norms(part: CsrMatrix, levels: Bytes) -> SingleFloats:
    """Norms within each level and those below it, rounded up, float32 (levels, documents)."""
    kinds = len(LEVEL_SHARES) + 1
    positions = part.row_numbers() * kinds + levels[part.terms]
    squares = np.bincount(positions, part.weights * part.weights, minlength=len(part) * kinds)
    within = np.sqrt(np.cumsum(squares.reshape(-1, kinds), axis=1)[:, :-1])
    return (within.T * (1 + 1e-6)).astype(np.float32)
