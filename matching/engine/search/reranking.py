"""Re-ranking of a need's best offers: scores are smoothed over similar offers, and only the order changes.

Score regularisation over a document graph is after Diaz, Regularizing ad hoc retrieval scores, 2005; one
smoothing step is taken here instead of its optimisation. Neighbours have to be mutual after Qin et al., Hello
neighbor: accurate object retrieval with k-reciprocal nearest neighbors, 2011.

Of the RERANK_DEPTH best offers by score, two are neighbours when each is among the NEAREST_NEIGHBOURS of the
other by cosine of the document vectors; all that tie with the last are among them. The re-ranking score is

    (1 - share) * score + share * sum of cosine * score over its neighbours / sum of cosine over them

or the score where there are no neighbours, rounded to DIGITS decimals; ties by key. The score itself is
unchanged.
"""

import numpy as np

from matching.engine.arrays import Ids
from matching.engine.kernels import scoring
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.top_k import TopK, top_k_positions
from matching.engine.storage.doc_ids import DocIdMap
from matching.engine.storage.generation import DOCUMENT

RERANK_DEPTH = 45  # documents of each query that are re-ranked
NEAREST_NEIGHBOURS = 5
DIGITS = 12


def rerank(best: TopK, doc_ids: DocIdMap, share: float) -> TopK:
    """The first RERANK_DEPTH documents of each query by re-ranking score, then the others unchanged. Ids are
    document numbers.
    """
    positions = np.flatnonzero(best.ranks <= RERANK_DEPTH)
    queries, ids = best.queries[positions], best.ids[positions]
    ends = np.searchsorted(queries, np.arange(len(best) + 1))
    rows, here = _document_rows(doc_ids, ids)
    rerank_score = scoring.rerank_scores(
        rows, here, ends, best.scores[positions], share=share, nearest=NEAREST_NEIGHBOURS, digits=DIGITS
    )
    order = doc_ids.tie_order(queries, ids, rerank_score)
    moved = np.arange(len(best.ids))
    moved[positions] = positions[
        top_k_positions(queries, rerank_score, count=len(best), k=RERANK_DEPTH, order=order)
    ]
    return TopK(best.starts, best.ids[moved], best.scores[moved])


def _document_rows(doc_ids: DocIdMap, ids: Ids) -> tuple[CsrMatrix, Ids]:
    """(matrix, rows): document vectors that include those of the numbered documents, and their rows, int64
    (ids).
    """
    parts = list(doc_ids.by_segment(ids))
    if len(parts) == 1:
        segment, _at, positions = parts[0]
        return segment.vectors_of(DOCUMENT).rows, positions
    here = np.empty(len(ids), dtype=np.int64)
    rows, first = [], 0
    for segment, at, positions in parts:
        rows.append(segment.vectors_of(DOCUMENT).rows.take(positions))
        here[at] = first + np.arange(len(positions))
        first += len(positions)
    lengths = np.concatenate([np.diff(part.starts) for part in rows])
    return CsrMatrix(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([part.terms for part in rows]),
        np.concatenate([part.weights for part in rows]),
    ), here
