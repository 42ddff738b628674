"""Kernel of `rerank_scores` compiled by numba. Imported by `registry.load` only, and independent of other
modules, since numba's cache does not see changes of other files.
"""

import numpy as np
from numba import njit, types

U = np.uint64
EMPTY = np.int32(-1)
MARKS = U((1 << 16) - 1)  # number of hashes less 1: two bit tables of 8 KB stay in the first cache


def _read(kind: types.Type) -> types.Array:
    return types.Array(kind, 1, "C", readonly=True)


_rows = (_read(types.int64), _read(types.int32), _read(types.float64))
_inline = njit(nogil=True)


@_inline
def _hash_slot(term, mask):  # type: ignore[no-untyped-def]
    return (U(term) * U(0x9E3779B97F4A7C15) >> U(32)) & mask


@_inline
def _mark_repeated_terms(starts, terms, ids, first, last, once, twice):  # type: ignore[no-untyped-def]
    """Marks hashes that occur more than once; a term whose hash does not is in one row only."""
    once[:] = U(0)
    twice[:] = U(0)
    for position in range(first, last):
        for entry in range(U(starts[ids[position]]), U(starts[ids[position] + 1])):
            mark = _hash_slot(terms[entry], MARKS)
            bit = U(1) << (mark & U(63))
            twice[mark >> U(6)] |= once[mark >> U(6)] & bit
            once[mark >> U(6)] |= bit


@_inline
def _compact(  # type: ignore[no-untyped-def]
    starts, terms, weights, ids, first, last, once, twice, keys, numbers, held, ends, local, values, norms
):  # fmt: skip
    """Rows as compact numbers of terms that more than one row may have, in ascending order of terms; and the
    norms of the rows.
    """
    mask = U(len(keys) - 1)
    keys[:] = EMPTY
    count, kept = np.int32(0), 0
    _mark_repeated_terms(starts, terms, ids, first, last, once, twice)
    for position in range(first, last):
        norm = 0.0
        ends[position - first] = kept
        for entry in range(U(starts[ids[position]]), U(starts[ids[position] + 1])):
            norm += weights[entry] * weights[entry]
            mark = _hash_slot(terms[entry], MARKS)
            if not twice[mark >> U(6)] & (U(1) << (mark & U(63))):
                continue
            slot = _hash_slot(terms[entry], mask)
            while keys[slot] != EMPTY and keys[slot] != terms[entry]:
                slot = (slot + U(1)) & mask
            if keys[slot] == EMPTY:
                keys[slot] = terms[entry]
                numbers[slot] = count
                held[count] = 0
                count += np.int32(1)
            held[numbers[slot]] += 1
            local[kept] = numbers[slot]
            values[kept] = weights[entry]
            kept += 1
        norms[position - first] = np.sqrt(norm)
    ends[last - first] = kept
    _drop_singletons(last - first, held, ends, local, values)


@_inline
def _drop_singletons(size, held, ends, local, values):  # type: ignore[no-untyped-def]
    """Removes the terms that one row only has."""
    kept, begin = 0, ends[0]
    for row in range(size):
        end = ends[row + 1]
        for entry in range(begin, end):
            if held[local[entry]] > 1:
                local[kept] = local[entry]
                values[kept] = values[entry]
                kept += 1
        ends[row + 1] = kept
        begin = end


@_inline
def _cosines(size, ends, local, values, norms, dense, cosines):  # type: ignore[no-untyped-def]
    """Fills `cosines` with the cosines of all pairs of rows, products added in ascending order of terms."""
    for one in range(size):
        cosines[one, one] = 0.0
        for entry in range(U(ends[one]), U(ends[one + 1])):
            dense[local[entry]] = values[entry]
        for other in range(one + 1, size):
            total = 0.0
            for entry in range(U(ends[other]), U(ends[other + 1])):
                total += values[entry] * dense[local[entry]]
            whole = norms[one] * norms[other]
            cosines[one, other] = cosines[other, one] = total / whole if whole > 0 else 0.0
        for entry in range(U(ends[one]), U(ends[one + 1])):
            dense[local[entry]] = 0.0


@_inline
def _nearest_threshold(row, one, size, nearest, tops):  # type: ignore[no-untyped-def]
    """The cosine of the last of the nearest rows."""
    count, most = 0, min(nearest, size - 1)
    for other in range(size):
        value = row[other]
        if other == one or (count == most and value <= tops[most - 1]):
            continue
        spot = min(count, most - 1)
        while spot > 0 and tops[spot - 1] < value:
            tops[spot] = tops[spot - 1]
            spot -= 1
        tops[spot] = value
        count = min(count + 1, most)
    return tops[most - 1]


@njit(
    types.void(
        *_rows, _read(types.int64), _read(types.int64), _read(types.float64), types.float64, types.int64,
        types.float64, types.int64, types.int64, types.float64[::1],
    ),
    nogil=True, cache=True,
)  # fmt: skip
def rerank_scores(  # type: ignore[no-untyped-def]
    starts, terms, weights, ids, lists, scores, share, nearest, unit, longest, room, found
):
    """Fills `found`; see `scoring.rerank_scores`. `longest`: ids of the longest list, `room`: entries of the
    largest.
    """
    slots = 64
    while slots < 2 * room:
        slots *= 2
    once, twice = np.empty((MARKS + U(1)) // U(64), U), np.empty((MARKS + U(1)) // U(64), U)
    keys, numbers, held = np.empty(slots, np.int32), np.empty(slots, np.int32), np.empty(room, np.int32)
    local, values = np.empty(room, np.int32), np.empty(room)
    ends, norms, thresholds = np.zeros(longest + 1, np.int64), np.empty(longest), np.empty(longest)
    dense, cosines, tops = np.zeros(room), np.empty((longest, longest)), np.empty(nearest)
    for number in range(len(lists) - 1):
        first, last = lists[number], lists[number + 1]
        size = last - first
        if size > 1:
            _compact(
                starts, terms, weights, ids, first, last, once, twice, keys, numbers, held, ends, local,
                values, norms,
            )  # fmt: skip
            _cosines(size, ends, local, values, norms, dense, cosines)
        for one in range(size):
            thresholds[one] = _nearest_threshold(cosines[one], one, size, nearest, tops) if size > 1 else 0.0
        for one in range(size):
            whole, total = 0.0, 0.0
            for other in range(size):
                value = cosines[one, other] if other != one else 0.0
                if value > 0 and value >= thresholds[one] and value >= thresholds[other]:
                    whole += value
                    total += value * scores[first + other]
            score = scores[first + one]
            standing = (1.0 - share) * score + share * (total / whole) if whole > 0 else score
            found[first + one] = np.rint(standing * unit)
