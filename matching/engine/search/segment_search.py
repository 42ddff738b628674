"""Top k of one segment for a batch of queries: constraints applied, documents that share signals only left
out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids, Mask, TermIds
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.top_k import TopK, from_coo, to_coo
from matching.engine.search.constraints import Facets, constraint_key, documents_satisfying, required_facets
from matching.engine.search.query_builder import QueryBatch
from matching.engine.search.request import SearchRequest
from matching.engine.storage.segment import Segment, Vectors

DEPTH_FACTOR = 4  # the depth is multiplied by this when documents that share signals only fill it
CHUNK_SIZE = 10_000  # found documents whose rows are compared at once: some 20 MB
TERM_STRIDE = 1 << 31  # above every term number
SignalRanges = tuple[range, range]  # numbers of terms that are signals


def search_segment(
    segment: Segment,
    batch: QueryBatch,
    request: SearchRequest,
    *,
    base: Mask,
    facets: Sequence[Facets],
    exclude: Sequence[Ids],
    signal_ranges: SignalRanges,
) -> TopK:
    """Positions in the segment and scores, for each row of the batch.

    `base`: bool (documents), those that may be found at all. `facets` and `exclude`: of each row; positions
    that it must not find. Rows with equal constraints are scored together.
    """
    groups: dict[Hashable, list[int]] = {}
    if any(facets) or required_facets(segment):
        for number, own in enumerate(facets):
            groups.setdefault(constraint_key(segment, own), []).append(number)
    elif facets:
        groups[()] = list(range(len(facets)))
    parts: list[tuple[Ids, TopK]] = []
    for numbers in groups.values():
        allowed = documents_satisfying(segment, facets[numbers[0]], base)
        if not allowed.any():
            continue
        members = np.array(numbers)
        rows = batch.rows if len(numbers) == len(batch.rows) else batch.rows.take(members)
        vectors = segment.vectors_of(batch.representation)
        search = _GroupSearch(segment, vectors, request, allowed, signal_ranges)
        parts.append((members, search.run(rows, [exclude[number] for number in numbers], request.limit)))
    if len(parts) == len(groups) == 1:
        return parts[0][1]
    return _merge_parts(segment, parts, len(batch.rows), request.limit)


@dataclass(frozen=True, slots=True)
class _GroupSearch:
    """Queries that may find the same documents of a segment."""

    segment: Segment
    vectors: Vectors
    request: SearchRequest
    allowed: Mask
    signal_ranges: SignalRanges

    def run(self, queries: CsrMatrix, exclude: Sequence[Ids], depth: int) -> TopK:
        """Of the top `depth` the top `limit` that share a term of the text with the query, not signals alone.

        A query that finds fewer than `limit` such documents among `depth` full ones is asked again with a
        larger depth.
        """
        top = self.vectors.top_k(queries, depth, self.allowed, exclude, self.request.floor)
        signals = _is_signal(queries.terms, self.signal_ranges)
        if not signals.any():
            return top
        text = queries.filter(~signals)
        matches_text = _share_text_term(text, self.vectors.rows, top)
        matching_text = np.bincount(top.queries[matches_text], minlength=len(queries))
        full = (np.diff(top.starts) >= depth) & (np.diff(text.starts) > 0)
        too_few = np.flatnonzero(full & (matching_text < self.request.limit))
        parts = [(np.arange(len(queries)), top.filter(matches_text & ~np.isin(top.queries, too_few)))]
        for number in too_few.tolist():
            one = np.array([number])
            parts.append((one, self.run(queries.take(one), [exclude[number]], depth * DEPTH_FACTOR)))
        return _merge_parts(self.segment, parts, len(queries), self.request.limit)


def _merge_parts(segment: Segment, parts: Sequence[tuple[Ids, TopK]], count: int, limit: int) -> TopK:
    queries, ids, scores = to_coo(parts)
    return from_coo(queries, ids, scores, count=count, k=limit, order=segment.order[ids])


def _share_text_term(text: CsrMatrix, rows: CsrMatrix, top: TopK) -> Mask:
    """Whether each found document holds a term of the text of its query."""
    wanted = text.row_numbers() * TERM_STRIDE + text.terms  # ascending: so are the terms of a row
    shares, queries = np.zeros(len(top.ids), dtype=bool), top.queries
    for first in range(0, len(wanted) and len(top.ids), CHUNK_SIZE):
        here = slice(first, first + CHUNK_SIZE)
        found = rows.take(top.ids[here])
        pairs = found.row_numbers()
        held = queries[here][pairs] * TERM_STRIDE + found.terms
        at = np.minimum(np.searchsorted(wanted, held), len(wanted) - 1)
        shares[first + pairs[wanted[at] == held]] = True
    return shares


def _is_signal(terms: TermIds, signal_ranges: SignalRanges) -> Mask:
    found = np.zeros(len(terms), dtype=bool)
    for numbers in signal_ranges:
        if numbers:
            found |= (terms >= numbers.start) & (terms < numbers.stop)
    return found
