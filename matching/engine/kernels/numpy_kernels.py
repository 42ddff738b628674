"""The reference kernels: NumPy alone. Slower than the compiled ones, equal to the last bit."""

import numpy as np

from matching.engine.arrays import Floats, Ids, Mask, TermIds
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import BlockedInvertedIndex
from matching.engine.kernels.rounding import rounding_margin


def scores(rows: CsrMatrix, terms: TermIds, weights: Floats, ids: Ids) -> Floats:
    """Scores of documents, float64 (ids): products added in ascending order of terms."""
    lengths = rows.starts[ids + 1] - rows.starts[ids]
    if not len(terms) or not lengths.any():
        return np.zeros(len(ids))
    if 2 * int(lengths.sum()) > len(rows.terms):  # so many that reading all of them from end to end is faster
        return _scores(rows.starts, rows.terms, rows.weights, terms, weights)[ids]
    entries = _ranges(rows.starts[ids], lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return _scores(starts, rows.terms[entries], rows.weights[entries], terms, weights)


def _scores(starts: Ids, held: TermIds, values: Floats, terms: TermIds, weights: Floats) -> Floats:
    """Scores of all rows, float64 (rows). Only shared terms are added, since adding 0.0 changes no sum."""
    size = max(int(terms[-1]), int(held.max())) + 1
    if size <= 4 * len(held):
        own, asked = np.zeros(size), np.zeros(size, dtype=bool)
        own[terms], asked[terms] = weights, True
        shared = np.flatnonzero(asked[held])
        factors = own[held[shared]]
    else:
        positions = np.minimum(np.searchsorted(terms, held), len(terms) - 1)
        shared = np.flatnonzero(terms[positions] == held)
        factors = weights[positions[shared]]
    documents = np.searchsorted(starts, shared, side="right") - 1
    found = np.bincount(documents, values[shared] * factors, minlength=len(starts) - 1)
    return np.asarray(found, dtype=np.float64)  # it is: mypy takes it for integers


def approximate_scores(blocks: BlockedInvertedIndex, terms: TermIds, weights: Floats) -> Floats:
    """Scores of all documents to within `rounding_margin`, float64 (documents); 0 only where no term is
    shared.
    """
    found = np.zeros(len(blocks))
    for block in range(len(blocks.bases)):
        word = blocks.marks[block, terms >> 6]
        bit = np.uint64(1) << (terms & 63).astype(np.uint64)
        held = (word & bit) != 0
        before = np.bitwise_count(word[held] & (bit[held] - np.uint64(1)))
        runs = blocks.first_run[block] + blocks.ranks[block, terms[held] >> 6] + before
        begins = blocks.bases[block] + blocks.runs[runs].astype(np.int64)
        lengths = blocks.runs[runs + 1].astype(np.int64) - blocks.runs[runs].astype(np.int64)
        entries = _ranges(begins, lengths)
        base = block * blocks.size
        here = found[base : base + blocks.size]
        products = blocks.weights[entries] * np.repeat(weights[held], lengths)
        here += np.bincount(blocks.documents[entries], products, minlength=len(here))
    return found


def top_k(
    blocks: BlockedInvertedIndex, terms: TermIds, weights: Floats, k: int, floor: float, seen: Mask
) -> tuple[Ids, Floats]:
    """Ids and scores of the best k documents that are `seen`, bool (documents)."""
    if k < len(blocks):
        close = approximate_scores(blocks, terms, weights) * seen
        candidates = np.flatnonzero(close >= max(floor * (1 - rounding_margin(len(terms))), 1e-30))
    else:
        candidates = np.flatnonzero(seen)
    if len(candidates) > k:
        kth = -np.partition(-close[candidates], k - 1)[k - 1]
        candidates = candidates[close[candidates] >= kth * (1 - 2 * rounding_margin(len(terms)))]
    found = scores(blocks.rows, terms, weights, candidates)
    fit = (found > 0) & (found >= floor)
    candidates, found = candidates[fit], found[fit]
    order = np.lexsort((candidates, -found))[:k]
    return candidates[order], found[order]


def cosines(rows: CsrMatrix) -> Floats:
    """Cosines of all pairs of rows, float64 (rows, rows), products added in ascending order of terms; 0 on
    the diagonal.
    """
    documents, size = rows.row_numbers(), len(rows)
    norms = np.sqrt(np.bincount(documents, rows.weights * rows.weights, minlength=size))
    order = np.argsort(rows.terms, kind="stable")  # by term, then by row
    terms, documents, weights = rows.terms[order], documents[order], rows.weights[order]
    _terms, firsts, lengths = np.unique(terms, return_index=True, return_counts=True)
    others = np.repeat(lengths, lengths)  # of each entry: how many there are of its term
    ones = np.repeat(np.arange(len(terms)), others)
    partners = _ranges(np.repeat(firsts, lengths), others)
    pairs, products = documents[ones] * size + documents[partners], weights[ones] * weights[partners]
    found = np.bincount(pairs, products, minlength=size * size).reshape(size, size).astype(np.float64)
    whole = norms[:, None] * norms
    found = np.divide(found, whole, out=np.zeros_like(found), where=whole > 0)
    np.fill_diagonal(found, 0.0)
    return found


def rerank_scores(cosines: Floats, scores: Floats, share: float, nearest: int, unit: float) -> Floats:
    """See `scoring.rerank_scores`, for one list whose cosines are `cosines`, in units of 1 / `unit`."""
    size = len(scores)
    if size < 2:
        return np.rint(scores * unit)
    others = np.where(np.eye(size, dtype=bool), -1.0, cosines)
    thresholds = -np.partition(-others, min(nearest, size - 1) - 1, axis=1)[:, min(nearest, size - 1) - 1]
    one, other = np.nonzero((cosines > 0) & (cosines >= thresholds[:, None]) & (cosines >= thresholds))
    values = cosines[one, other]
    whole = np.bincount(one, values, minlength=size)
    total = np.bincount(one, values * scores[other], minlength=size)
    mean = np.divide(total, whole, out=np.zeros(size), where=whole > 0)
    smoothed = (1.0 - share) * scores + share * mean
    return np.rint(np.where(whole > 0, smoothed, scores) * unit)


def _ranges(begins: Ids, lengths: Ids) -> Ids:
    """begins[0], begins[0] + 1, ... for each begin, one range after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(begins - (ends - lengths), lengths)
