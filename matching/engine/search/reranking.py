"""The order of a need's best offers takes account of how similar offers stand: the second stage of matching.

Offers that resemble each other should stand near each other: what one leaves unsaid the others say, and a score that is far above those of its like
owes itself to a chance word more often. Smoothing of scores among neighbours is after Diaz, Regularizing ad hoc retrieval scores, 2005; that only neighbours count which return the favour, after Qin
et al., Hello neighbor, 2011: there is always a nearest one, seldom a mutual one.

Of the RERANK_DEPTH best offers by score, two are neighbours when each is among the NEAREST_NEIGHBOURS of the other by the cosine of their text forms
(whoever ties with the last of these is among them). The place of a candidate goes by

    (1 - share) * score + share * sum over its neighbours of cosine * score / sum over them of cosine

or by its score when it has no neighbours, rounded to DIGITS; ties by key. The score itself stays what it is.
"""

import numpy as np

from matching.engine.arrays import Array
from matching.engine.kernels import scoring
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.top_k import TopK, top_k_positions
from matching.engine.storage.doc_ids import DocIdMap
from matching.engine.storage.generation import DOCUMENT

RERANK_DEPTH = 45  # of each need
NEAREST_NEIGHBOURS = 5
DIGITS = 12


def rerank(best: TopK, doc_ids: DocIdMap, share: float) -> TopK:
    """The first RERANK_DEPTH of each query in their new order, then the others as they were. Ids are numbers."""
    places = np.flatnonzero(best.ranks <= RERANK_DEPTH)
    queries, ids = best.queries[places], best.ids[places]
    ends = np.searchsorted(queries, np.arange(len(best) + 1))
    rows, here = _document_rows(doc_ids, ids)
    rerank_score = scoring.rerank_scores(
        rows, here, ends, best.scores[places], share=share, nearest=NEAREST_NEIGHBOURS, digits=DIGITS
    )
    order = doc_ids.tie_order(queries, ids, rerank_score)
    moved = np.arange(len(best.ids))
    moved[places] = places[
        top_k_positions(queries, rerank_score, count=len(best), k=RERANK_DEPTH, order=order)
    ]
    return TopK(best.starts, best.ids[moved], best.scores[moved])


def _document_rows(doc_ids: DocIdMap, ids: Array) -> tuple[CsrMatrix, Array]:
    """Rows among which are the text forms of the numbered documents, and where."""
    parts = list(doc_ids.by_segment(ids))
    if len(parts) == 1:
        segment, _at, places = parts[0]
        return segment.vectors_of(DOCUMENT).rows, places
    here = np.empty(len(ids), dtype=np.int64)
    rows, first = [], 0
    for segment, at, places in parts:
        rows.append(segment.vectors_of(DOCUMENT).rows.take(places))
        here[at] = first + np.arange(len(places))
        first += len(places)
    lengths = np.concatenate([np.diff(part.starts) for part in rows])
    return CsrMatrix(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([part.terms for part in rows]),
        np.concatenate([part.weights for part in rows]),
    ), here
