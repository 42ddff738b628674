"""Exact scores of sparse vectors against many documents, by the compiled loops or by NumPy.

A score is the dot product in float64, added up in ascending order of terms. The best k are ordered by score, equal
scores by the document's number. Answers do not depend on the size of blocks, on threads, on how queries are
batched or on which of the two paths ran: float32 sums only choose candidates (`bounds.py`), which are scored exactly.
"""

import threading

import numpy as np

from matching.engine.arrays import Array
from matching.engine.kernels import numpy_kernels, registry
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.kernels.inverted_index import Blocks
from matching.engine.kernels.rounding import MOST_TERMS
from matching.engine.kernels.top_k import Best

MANY = 1_000  # the loops keep the best in order one by one: for more than these NumPy, which sorts, is faster
_kept = threading.local()  # fresh memory for each call would cost more than adding up a block


Hidden = tuple[Array, Array]  # starts and ids


def top(
    blocks: Blocks, queries: Rows, k: int, *, allowed: Array | None = None,
    exclude: Hidden | None = None, floor: float = 0.0,
) -> Best:  # fmt: skip
    """The best k documents of each query, of those with a score above 0 and not below the floor.

    `allowed`: bool (documents), for all queries. `exclude`: starts int64 (queries + 1) and ids int64, documents that must
    not be found by a query. Memory: 24 * k bytes a query.
    """
    seen = _mask(allowed, len(blocks))
    hidden = _exclusions(exclude, len(queries))
    if k <= 0 or not len(queries) or not len(blocks):
        return Best(np.zeros(len(queries) + 1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    _check_length(queries)
    k = min(k, len(blocks))
    loops = registry.loops()
    if loops is None or k > MANY:
        return _plain_top(blocks, queries, k, floor, seen, hidden)
    counts = np.zeros(len(queries), np.int64)
    ids, scores = np.zeros((len(queries), k), np.int64), np.zeros((len(queries), k))

    loops.top(
        *_arrays(blocks), *_of(queries), 0, len(queries), k, floor, seen, *hidden, counts, ids, scores,
        *_room(blocks.size),
    )  # fmt: skip
    if len(queries) == 1:  # the same, sooner
        found = int(counts[0])
        return Best(np.array([0, found]), ids[0, :found], scores[0, :found])
    kept = np.arange(k) < counts[:, None]
    return Best(np.concatenate([[0], np.cumsum(counts)]), ids[kept], scores[kept])


def scores(rows: Rows, query: Rows, ids: Array | None = None) -> Array:
    """Exact scores of the given documents (all when None) with the one query, float64."""
    wanted = np.arange(len(rows)) if ids is None else np.ascontiguousarray(ids, dtype=np.int64)
    if len(wanted) and not (wanted.min() >= 0 and wanted.max() < len(rows)):
        raise ValueError(f"documents are numbered from 0 to {len(rows) - 1}")
    loops = registry.loops()
    if loops is None:
        return numpy_kernels.scores(rows, query.terms, query.weights, wanted)
    found = np.empty(len(wanted))
    loops.scores(*_of(rows), *_of(query), wanted, found)
    return found


def _plain_top(blocks: Blocks, queries: Rows, k: int, floor: float, seen: Array, hidden: Hidden) -> Best:
    found = []
    for query in range(len(queries)):
        entries = slice(int(queries.starts[query]), int(queries.starts[query + 1]))
        visible = seen.astype(bool) if len(seen) else np.ones(len(blocks), dtype=bool)
        visible[hidden[1][hidden[0][query] : hidden[0][query + 1]]] = False
        found.append(
            numpy_kernels.top(blocks, queries.terms[entries], queries.weights[entries], k, floor, visible)
        )
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids, _ in found])])
    return Best(
        starts, np.concatenate([ids for ids, _ in found]), np.concatenate([best for _, best in found])
    )


def _room(size: int) -> tuple[Array, Array]:
    """Working memory of this thread for one block: float32 and uint32."""
    if not hasattr(_kept, "sums") or len(_kept.sums) < size:
        whole = -(-size // 64) * 64
        _kept.sums, _kept.spare = np.zeros(whole, np.float32), np.zeros(whole, np.uint32)
    return _kept.sums, _kept.spare


def _mask(allowed: Array | None, size: int) -> Array:
    if allowed is None:
        return np.zeros(0, np.uint8)
    if len(allowed) != size:
        raise ValueError(f"{size} documents, but {len(allowed)} marks of what is allowed")
    return np.ascontiguousarray(allowed, dtype=bool).view(np.uint8)


def _exclusions(exclude: Hidden | None, queries: int) -> Hidden:
    if exclude is None:
        return np.zeros(queries + 1, np.int64), np.zeros(0, np.int64)
    starts, ids = (np.ascontiguousarray(array, dtype=np.int64) for array in exclude)
    if len(starts) != queries + 1 or starts[0] != 0 or starts[-1] != len(ids) or (np.diff(starts) < 0).any():
        raise ValueError(
            "exclude must have a start for each query and one more, ascending, from 0 to all ids"
        )
    return starts, ids


def _check_length(queries: Rows) -> None:
    if len(queries.terms) <= MOST_TERMS:
        return
    longest = int(np.diff(queries.starts).max())
    if longest > MOST_TERMS:
        raise ValueError(f"a query has {longest} terms, at most {MOST_TERMS} are exact")


def _of(rows: Rows) -> tuple[Array, Array, Array]:
    return rows.starts, rows.terms, rows.weights


def _arrays(blocks: Blocks) -> tuple[int | Array, ...]:
    """In the order of the loops' signatures."""
    return (
        blocks.size, *_of(blocks.rows), blocks.marks, blocks.ranks, blocks.first_run, blocks.bases, blocks.runs,
        blocks.documents, blocks.weights, blocks.levels, blocks.norms, blocks.usual,
    )  # fmt: skip
