"""The order of a need's best offers takes account of how similar offers stand: the second stage of matching.

Offers that resemble each other should stand near each other: what one leaves unsaid the others say, and a score that is far above those of its like
owes itself to a chance word more often. Smoothing of scores among neighbours is after Diaz, Regularizing ad hoc retrieval scores, 2005; that only neighbours count which return the favour, after Qin
et al., Hello neighbor, 2011: there is always a nearest one, seldom a mutual one.

Of the CANDIDATES best offers by score, two are neighbours when each is among the NEAREST of the other by the cosine of their text forms
(whoever ties with the last of these is among them). The place of a candidate goes by

    (1 - share) * score + share * sum over its neighbours of cosine * score / sum over them of cosine

or by its score when it has no neighbours, rounded to DIGITS; ties by key. The score itself stays what it is.
"""

import numpy as np

from matching.engine.arrays import Array
from matching.engine.kernels import numpy_kernels, registry
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.kernels.top_k import Best, chosen
from matching.engine.storage.doc_ids import Numbering
from matching.engine.storage.generation import TEXT

CANDIDATES = 45  # of each need
NEAREST = 5
DIGITS = 12


def ordered(best: Best, numbering: Numbering, share: float) -> Best:
    """The first CANDIDATES of each query in their new order, then the others as they were. Ids are numbers."""
    places = np.flatnonzero(best.ranks <= CANDIDATES)
    queries, ids = best.queries[places], best.ids[places]
    ends = np.searchsorted(queries, np.arange(len(best) + 1))
    rows, here = _text(numbering, ids)
    standing = standings(rows, here, ends, best.scores[places], share)
    order = numbering.order(queries, ids, standing)
    moved = np.arange(len(best.ids))
    moved[places] = places[chosen(queries, standing, count=len(best), k=CANDIDATES, order=order)]
    return Best(best.starts, best.ids[moved], best.scores[moved])


def standings(rows: Rows, ids: Array, starts: Array, scores: Array, share: float) -> Array:
    """What the places go by, in units of the last digit, float64 (ids). List n has the rows ids[starts[n]:starts[n + 1]]."""
    found = np.empty(len(ids))
    ids, starts = np.ascontiguousarray(ids, dtype=np.int64), np.ascontiguousarray(starts, dtype=np.int64)
    loops = registry.alike()
    if loops is not None:
        longest = int(np.diff(starts).max(initial=0))
        lengths = np.concatenate([[0], np.cumsum(rows.starts[ids + 1] - rows.starts[ids])])
        room = int(np.diff(lengths[starts]).max(initial=0))
        scores = np.ascontiguousarray(scores)
        loops.standings(
            rows.starts, rows.terms, rows.weights, ids, starts, scores, share, NEAREST, 10.0**DIGITS,
            longest, room, found,
        )  # fmt: skip
        return found
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        part = slice(first, last)
        alike = numpy_kernels.cosines(rows.picked(ids[part]))
        found[part] = numpy_kernels.standings(alike, scores[part], share, NEAREST, 10.0**DIGITS)
    return found


def _text(numbering: Numbering, ids: Array) -> tuple[Rows, Array]:
    """Rows among which are the text forms of the numbered documents, and where."""
    parts = list(numbering.split(ids))
    if len(parts) == 1:
        segment, _at, places = parts[0]
        return segment.form(TEXT).rows, places
    here = np.empty(len(ids), dtype=np.int64)
    rows, first = [], 0
    for segment, at, places in parts:
        rows.append(segment.form(TEXT).rows.picked(places))
        here[at] = first + np.arange(len(places))
        first += len(places)
    lengths = np.concatenate([np.diff(part.starts) for part in rows])
    return Rows(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([part.terms for part in rows]),
        np.concatenate([part.weights for part in rows]),
    ), here
