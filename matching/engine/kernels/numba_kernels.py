"""Kernels of `top_k` and `scores` compiled by numba. Imported by `registry.load` only: the import compiles
them or reads numba's cache.

Serial, without the interpreter's lock, one explicit signature each, arrays read-only so that mapped files
pass. Indices are unsigned, so numba leaves out the test for negative ones, which halves the cost of a
posting.

Documents are read block by block, terms one after another. Frequent terms are bounded instead of added where
that suffices, by the product of the norms of query and document within those terms (Cauchy and Schwarz), as
in Anastasiu and Karypis, L2AP, 2014; this is not MaxScore (Turtle and Flood, 1995), which bounds by the
largest weight of a term.
"""

import numpy as np
from numba import njit, types

from matching.engine.kernels.prefetch import prefetch
from matching.engine.kernels.rounding import BOUND_SHARE, rounding_margin

U, F = np.uint64, np.float32
CHUNK = U(64)
EMPTY = np.int32(-1)


def _read(kind: types.Type, dimensions: int = 1) -> types.Array:
    return types.Array(kind, dimensions, "C", readonly=True)


_rows = (_read(types.int64), _read(types.int32), _read(types.float64))
_blocks = (
    types.int64, *_rows, _read(types.uint64, 2), _read(types.uint32, 2), _read(types.int64),
    _read(types.int64), _read(types.uint32), _read(types.uint16), _read(types.float32), _read(types.uint8),
    _read(types.float32, 2), _read(types.float64),
)  # fmt: skip
_inline = njit(nogil=True)
_margin = njit(rounding_margin)


@_inline
def _popcount(word):  # type: ignore[no-untyped-def]
    """Number of set bits; LLVM makes one instruction of this pattern."""
    word = word - ((word >> U(1)) & U(0x5555555555555555))
    word = (word & U(0x3333333333333333)) + ((word >> U(2)) & U(0x3333333333333333))
    word = (word + (word >> U(4))) & U(0x0F0F0F0F0F0F0F0F)
    return (word * U(0x0101010101010101)) >> U(56)


@_inline
def _hash_slot(term, mask):  # type: ignore[no-untyped-def]
    """The slot of a term by multiplicative hashing."""
    return (U(term) * U(0x9E3779B97F4A7C15) >> U(32)) & mask


@_inline
def _fill_hash_table(terms, weights, first, last, keys, values):  # type: ignore[no-untyped-def]
    """Puts the terms of a query into a hash table with open addressing."""
    mask = U(len(keys) - 1)
    keys[:] = EMPTY
    for entry in range(U(first), U(last)):
        slot = _hash_slot(terms[entry], mask)
        while keys[slot] != EMPTY:
            slot = (slot + U(1)) & mask
        keys[slot] = terms[entry]
        values[slot] = weights[entry]


@_inline
def _exact_score(starts, terms, weights, document, keys, values):  # type: ignore[no-untyped-def]
    """The dot product in float64, added in ascending order of terms."""
    mask = U(len(keys) - 1)
    score = 0.0
    for entry in range(U(starts[document]), U(starts[document + U(1)])):
        term = terms[entry]
        slot = _hash_slot(term, mask)
        key = keys[slot]
        while key != EMPTY:
            if key == term:
                score += weights[entry] * values[slot]
                break
            slot = (slot + U(1)) & mask
            key = keys[slot]
    return score


@_inline
def _prefetch_row(terms, weights, entry):  # type: ignore[no-untyped-def]
    """Prefetches the cache lines of a row of some fifty terms."""
    for line in range(U(4)):
        prefetch(terms, entry + U(16) * line)
    for line in range(U(7)):
        prefetch(weights, entry + U(8) * line)


@_inline
def _hash_table_size(starts, first, last):  # type: ignore[no-untyped-def]
    """(terms of the longest query, slots): 32 slots for each term, so that most look-ups end at once."""
    longest = 64
    for query in range(first, last):
        longest = max(longest, starts[query + 1] - starts[query])
    slots = 1
    while slots < 32 * longest:
        slots *= 2
    return longest, slots


@_inline
def _query_level_norms(terms, weights, first, last, levels, heads):  # type: ignore[no-untyped-def]
    """Norms of the query within each level of frequent terms, rounded up, float64 (levels)."""
    heads[:] = 0.0
    for entry in range(U(first), U(last)):
        for level in range(levels[terms[entry]], len(heads)):
            heads[level] += weights[entry] * weights[entry]
    for level in range(len(heads)):
        heads[level] = np.sqrt(heads[level]) * (1 + 1e-6)


@_inline
def _bounded_level(heads, usual, theta):  # type: ignore[no-untyped-def]
    """The last level of frequent terms to be bounded instead of added; -1 for none."""
    for level in range(len(heads) - 1, -1, -1):
        if heads[level] > 0 and heads[level] * usual[level] <= BOUND_SHARE * theta:
            return level
    return -1


@_inline
def _accumulate(  # type: ignore[no-untyped-def]
    block, terms, weights, first, last, marks, ranks, first_run, bases, runs, documents, postings, levels,
    level, begins, ends, factors, sums,
):  # fmt: skip
    """Adds the terms above `level` to the sums of a block. Postings are looked up first, so that cache misses
    overlap.
    """
    base, run = U(bases[block]), U(first_run[block])
    count = U(0)
    for entry in range(U(first), U(last)):
        term = U(terms[entry])
        if np.int64(levels[term]) <= level:
            continue
        word = marks[block, term >> U(6)]
        bit = U(1) << (term & U(63))
        if word & bit:
            position = run + U(ranks[block, term >> U(6)]) + _popcount(word & (bit - U(1)))
            begins[count] = base + U(runs[position])
            ends[count] = base + U(runs[position + U(1)])
            factors[count] = weights[entry]
            prefetch(documents, begins[count])
            prefetch(postings, begins[count])
            count += U(1)
    for number in range(count):
        factor = factors[number]
        for position in range(begins[number], ends[number]):
            sums[documents[position]] += factor * postings[position]


@_inline
def _start_sums(sums, size, norms, base, level, heads):  # type: ignore[no-untyped-def]
    """Sets the sums to 0, or to the bound of the frequent terms."""
    if level < 0:
        sums[:] = F(0)
    else:
        head = F(heads[level])
        bound = norms[level, base : base + size]
        for position in range(size):
            sums[position] = head * bound[position]


@_inline
def _mask_out(sums, size, base, allowed, hidden, first, last):  # type: ignore[no-untyped-def]
    """Sets the sums of documents that must not be found to 0."""
    if len(allowed):
        seen = allowed[base : base + size]
        for position in range(size):
            sums[position] *= F(seen[position])
    for entry in range(first, last):
        position = U(hidden[entry]) - base
        if position < size:
            sums[position] = F(0)


@_inline
def _kth_chunk_maximum(sums, k, tops):  # type: ignore[no-untyped-def]
    """The k-th largest maximum of chunks, so at least k documents have that sum or more; 0 with fewer chunks.

    Sums are not negative, so they are compared as integers, which is faster.
    """
    bits = sums.view(np.int32)
    count = 0
    for start in range(U(0), U(len(bits)), CHUNK):
        chunk = bits[start : start + CHUNK]
        high = np.int32(0)
        for position in range(64):
            high = max(high, chunk[position])
        if count < k or high > tops[k - 1]:
            spot = min(count, k - 1)
            while spot > 0 and tops[spot - 1] < high:
                tops[spot] = tops[spot - 1]
                spot -= 1
            tops[spot] = high
            count = min(count + 1, k)
    return tops.view(np.float32)[k - 1] if count == k else F(0)


@_inline
def _insert_sorted(scores, ids, count, k, score, document):  # type: ignore[no-untyped-def]
    """Inserts into the k best in order: higher scores first, then smaller numbers. Returns how many there
    are.
    """
    if count == k and (score < scores[k - 1] or (score == scores[k - 1] and document > ids[k - 1])):
        return count
    spot = min(count, k - 1)
    while spot > 0 and (scores[spot - 1] < score or (scores[spot - 1] == score and ids[spot - 1] > document)):
        scores[spot] = scores[spot - 1]
        ids[spot] = ids[spot - 1]
        spot -= 1
    scores[spot] = score
    ids[spot] = document
    return min(count + 1, k)


@njit(
    types.void(
        *_blocks, *_rows, types.int64, types.int64, types.int64, types.float64, _read(types.uint8),
        _read(types.int64), _read(types.int64), types.int64[::1], types.int64[:, ::1], types.float64[:, ::1],
        types.float32[::1], types.uint32[::1],
    ),
    nogil=True, cache=True,
)  # fmt: skip
def top_k(  # type: ignore[no-untyped-def]
    size, starts, terms, values, marks, ranks, first_run, bases, runs, documents, postings, levels, norms,
    usual, query_starts, query_terms, query_weights, first, last, k, floor, allowed, hidden_starts, hidden,
    counts, ids, scores, room, close,
):  # fmt: skip
    """Fills counts[q], ids[q], scores[q] for the queries first to last - 1; see `scoring.top_k`."""
    longest, slots = _hash_table_size(query_starts, first, last)
    keys, table = np.empty(slots, np.int32), np.empty(slots)
    begins, ends, factors = np.empty(longest, U), np.empty(longest, U), np.empty(longest, F)
    tops = np.zeros(k, np.int32)
    heads = np.zeros((last - first, len(norms)))
    for query in range(first, last):
        _query_level_norms(
            query_terms,
            query_weights,
            query_starts[query],
            query_starts[query + 1],
            levels,
            heads[query - first],
        )
    total = len(starts) - 1
    for block in range(len(bases)):
        base = U(block * size)
        here = U(min(size, total - block * size))
        sums = room[: (here + U(63)) // CHUNK * CHUNK]
        sums[:] = F(0)  # beyond the last document they stay 0
        for query in range(first, last):
            begin, end = query_starts[query], query_starts[query + 1]
            if begin == end:
                continue
            margin = _margin(end - begin)
            theta = max(floor, scores[query, k - 1] if counts[query] == k else 0.0)
            level = _bounded_level(heads[query - first], usual, theta) if theta > 0 else -1
            _start_sums(sums, here, norms, base, level, heads[query - first])
            _accumulate(
                block, query_terms, query_weights, begin, end, marks, ranks, first_run, bases, runs,
                documents, postings, levels, level, begins, ends, factors, sums,
            )  # fmt: skip
            _mask_out(sums, here, base, allowed, hidden, hidden_starts[query], hidden_starts[query + 1])
            low = (
                F(theta * (1 - margin))
                if theta > 0
                else F(_kth_chunk_maximum(sums, k, tops) * (1 - 2 * margin))
            )
            low = max(low, F(1e-30))
            found = U(0)
            for start in range(U(0), U(len(sums)), CHUNK):
                chunk = sums[start : start + CHUNK]
                above = np.int32(0)
                for position in range(64):
                    above += chunk[position] >= low
                if above == 0:
                    continue
                for position in range(CHUNK):
                    if chunk[position] >= low:
                        close[found] = start + position
                        found += U(1)
                        _prefetch_row(terms, values, U(starts[base + start + position]))
            if found == U(0):
                continue
            _fill_hash_table(query_terms, query_weights, begin, end, keys, table)
            for number in range(found):
                position = close[number]
                if sums[position] < low:
                    continue
                document = base + U(position)
                score = _exact_score(starts, terms, values, document, keys, table)
                if score > 0 and score >= floor:
                    counts[query] = _insert_sorted(
                        scores[query], ids[query], counts[query], k, score, np.int64(document)
                    )
                    if counts[query] == k:
                        low = max(low, F(scores[query, k - 1] * (1 - margin)))


@njit(
    types.void(*_rows, *_rows, _read(types.int64), types.float64[::1]),
    nogil=True, cache=True,
)  # fmt: skip
def scores(starts, terms, values, query_starts, query_terms, query_weights, ids, found):  # type: ignore[no-untyped-def]
    """Fills found[n] with the score of document ids[n] for the first query."""
    slots = _hash_table_size(query_starts, 0, 1)[1]
    keys, table = np.empty(slots, np.int32), np.empty(slots)
    _fill_hash_table(query_terms, query_weights, 0, query_starts[1], keys, table)
    for number in range(len(ids)):
        found[number] = _exact_score(starts, terms, values, U(ids[number]), keys, table)
