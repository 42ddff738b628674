"""The three functions of the kernels: `top_k`, `scores` and `rerank_scores`.

A score is the dot product of a query vector and a document vector in float64, added in ascending order of
terms. The best k are ordered by score, equal scores by document number. Results are equal to the last bit
whatever the size of blocks, the batches of queries and the kernels: float32 sums choose candidates only
(`rounding.py`), which are then scored exactly.
"""

import threading

import numpy as np

from matching.engine.arrays import Array, Bytes, Floats, Ids, Mask, SingleFloats, TermIds, Words
from matching.engine.kernels import numpy_kernels, registry
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import BlockedInvertedIndex
from matching.engine.kernels.rounding import MAX_QUERY_TERMS
from matching.engine.kernels.top_k import TopK

MAX_COMPILED_K = 1_000  # compiled kernels insert one by one: above this NumPy, which sorts, is faster
_thread = threading.local()  # keeps the workspace: allocating it costs more than scoring a block


Exclusions = tuple[Ids, Ids]  # starts and ids


def top_k(
    blocks: BlockedInvertedIndex, queries: CsrMatrix, k: int, *, allowed: Mask | None = None,
    exclude: Exclusions | None = None, floor: float = 0.0,
) -> TopK:  # fmt: skip
    """The best k documents of each query, of those with a score above 0 and at least `floor`.

    `allowed`: bool (documents), for all queries. `exclude`: starts int64 (queries + 1) and ids int64,
    documents that a query must not find. Memory: 24 * k bytes a query.
    """
    seen = _as_mask(allowed, len(blocks))
    exclusions = _validated_exclusions(exclude, len(queries))
    if k <= 0 or not len(queries) or not len(blocks):
        return TopK(np.zeros(len(queries) + 1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    _check_length(queries)
    k = min(k, len(blocks))
    kernels = registry.scoring_kernels()
    if kernels is None or k > MAX_COMPILED_K:
        return _numpy_top_k(blocks, queries, k, floor, seen, exclusions)
    counts = np.zeros(len(queries), np.int64)
    ids, scores = np.zeros((len(queries), k), np.int64), np.zeros((len(queries), k))

    kernels.top_k(
        *_index_arrays(blocks), *_csr_arrays(queries), 0, len(queries), k, floor, seen, *exclusions, counts,
        ids, scores, *_workspace(blocks.size),
    )  # fmt: skip
    if len(queries) == 1:  # the same, sooner
        found = int(counts[0])
        return TopK(np.array([0, found]), ids[0, :found], scores[0, :found])
    kept = np.arange(k) < counts[:, None]
    return TopK(np.concatenate([[0], np.cumsum(counts)]), ids[kept], scores[kept])


def scores(rows: CsrMatrix, query: CsrMatrix, ids: Ids | None = None) -> Floats:
    """Scores of the documents `ids` (all if None) for the one query, float64 (ids)."""
    wanted = np.arange(len(rows)) if ids is None else np.ascontiguousarray(ids, dtype=np.int64)
    if len(wanted) and not (wanted.min() >= 0 and wanted.max() < len(rows)):
        raise ValueError(f"documents are numbered from 0 to {len(rows) - 1}")
    kernels = registry.scoring_kernels()
    if kernels is None:
        return numpy_kernels.scores(rows, query.terms, query.weights, wanted)
    found = np.empty(len(wanted))
    kernels.scores(*_csr_arrays(rows), *_csr_arrays(query), wanted, found)
    return found


def rerank_scores(
    rows: CsrMatrix, ids: Ids, starts: Ids, scores: Floats, *, share: float, nearest: int, digits: int
) -> Floats:
    """Scores of each list smoothed over mutual nearest neighbours, float64 (ids), in units of 10**-digits.

    List n has the documents ids[starts[n]:starts[n + 1]], rows of `rows`, and their scores. Two documents of
    a list are neighbours when each is among the `nearest` of the other by cosine, ties included. A score
    becomes (1 - share) * score + share * mean of the neighbours' scores weighted by cosine, and stays what it
    is where a document has no neighbour. See `search/reranking.py` for sources.
    """
    found, unit = np.empty(len(ids)), 10.0**digits
    ids, starts = np.ascontiguousarray(ids, dtype=np.int64), np.ascontiguousarray(starts, dtype=np.int64)
    kernels = registry.rerank_kernels()
    if kernels is not None:
        longest = int(np.diff(starts).max(initial=0))
        lengths = np.concatenate([[0], np.cumsum(rows.starts[ids + 1] - rows.starts[ids])])
        room = int(np.diff(lengths[starts]).max(initial=0))
        scores = np.ascontiguousarray(scores)
        kernels.rerank_scores(
            *_csr_arrays(rows), ids, starts, scores, share, nearest, unit, longest, room, found
        )
        return found
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        part = slice(first, last)
        cosines = numpy_kernels.cosines(rows.take(ids[part]))
        found[part] = numpy_kernels.rerank_scores(cosines, scores[part], share, nearest, unit)
    return found


def _numpy_top_k(
    blocks: BlockedInvertedIndex,
    queries: CsrMatrix,
    k: int,
    floor: float,
    seen: Bytes,
    exclusions: Exclusions,
) -> TopK:
    found = []
    for query in range(len(queries)):
        entries = slice(int(queries.starts[query]), int(queries.starts[query + 1]))
        visible = seen.astype(bool) if len(seen) else np.ones(len(blocks), dtype=bool)
        visible[exclusions[1][exclusions[0][query] : exclusions[0][query + 1]]] = False
        found.append(
            numpy_kernels.top_k(blocks, queries.terms[entries], queries.weights[entries], k, floor, visible)
        )
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids, _ in found])])
    return TopK(
        starts, np.concatenate([ids for ids, _ in found]), np.concatenate([best for _, best in found])
    )


def _workspace(size: int) -> tuple[SingleFloats, Words]:
    """Arrays of this thread for one block: float32 and uint32 (size, rounded up to a multiple of 64)."""
    if not hasattr(_thread, "sums") or len(_thread.sums) < size:
        whole = -(-size // 64) * 64
        _thread.sums, _thread.spare = np.zeros(whole, np.float32), np.zeros(whole, np.uint32)
    return _thread.sums, _thread.spare


def _as_mask(allowed: Mask | None, size: int) -> Bytes:
    if allowed is None:
        return np.zeros(0, np.uint8)
    if len(allowed) != size:
        raise ValueError(f"{size} documents, but {len(allowed)} marks of what is allowed")
    return np.ascontiguousarray(allowed, dtype=bool).view(np.uint8)


def _validated_exclusions(exclude: Exclusions | None, queries: int) -> Exclusions:
    if exclude is None:
        return np.zeros(queries + 1, np.int64), np.zeros(0, np.int64)
    starts, ids = (np.ascontiguousarray(array, dtype=np.int64) for array in exclude)
    if len(starts) != queries + 1 or starts[0] != 0 or starts[-1] != len(ids) or (np.diff(starts) < 0).any():
        raise ValueError(
            "exclude must have a start for each query and one more, ascending, from 0 to all ids"
        )
    return starts, ids


def _check_length(queries: CsrMatrix) -> None:
    if len(queries.terms) <= MAX_QUERY_TERMS:
        return
    longest = int(np.diff(queries.starts).max())
    if longest > MAX_QUERY_TERMS:
        raise ValueError(f"a query has {longest} terms, at most {MAX_QUERY_TERMS} are exact")


def _csr_arrays(rows: CsrMatrix) -> tuple[Ids, TermIds, Floats]:
    return rows.starts, rows.terms, rows.weights


def _index_arrays(blocks: BlockedInvertedIndex) -> tuple[int | Array, ...]:
    """The index in the order of the compiled signatures, which begin with it."""
    return (
        blocks.size, *_csr_arrays(blocks.rows), blocks.marks, blocks.ranks, blocks.first_run, blocks.bases,
        blocks.runs, blocks.documents, blocks.weights, blocks.levels, blocks.norms, blocks.usual,
    )  # fmt: skip
