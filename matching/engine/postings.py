"""Which documents hold a term, and how many, read from the blocks."""

from collections.abc import Sequence

import numpy as np

from matching.engine.blocks import Array, Blocks
from matching.engine.columns import Mask


def holding(blocks: Blocks, terms: Sequence[int]) -> Mask:
    """The documents that hold at least one of the terms (places in the vocabulary), bool (documents)."""
    found = np.zeros(len(blocks), dtype=bool)
    for term in terms:
        if 0 <= term < blocks.vocabulary:
            for documents in _lists(blocks, term):
                found[documents] = True
    return found


def counts(blocks: Blocks) -> Array:
    """How many documents hold each term of the vocabulary, int64; no posting is read."""
    found = np.zeros(blocks.vocabulary, dtype=np.int64)
    for block, first in enumerate(blocks.first_run.tolist()):
        marks = np.unpackbits(np.asarray(blocks.marks[block]).view(np.uint8), bitorder="little")
        terms = np.flatnonzero(marks)
        runs = blocks.runs[first : first + len(terms) + 1].astype(np.int64)
        found[terms] += runs[1:] - runs[:-1]
    return found


def _lists(blocks: Blocks, term: int) -> list[Array]:
    """The documents of each block that has the term."""
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
