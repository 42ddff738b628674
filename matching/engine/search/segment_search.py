"""The best of one segment for many queries: each among those it may meet, and none that shares no word of the text."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Ids, Mask
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.top_k import TopK, from_coo, to_coo
from matching.engine.search.constraints import Facets, constraint_key, documents_satisfying, required_facets
from matching.engine.storage.segment import Segment, Vectors

DEPTH_FACTOR = 4  # how many times as many are looked at when signals alone took places
CHUNK_SIZE = 10_000  # looked at together: some 20 MB
TERM_STRIDE = 1 << 31  # above every number of a term
SignalRanges = tuple[range, range]  # numbers of terms that are signals


def search_segment(
    segment: Segment,
    form: str,
    queries: CsrMatrix,
    limit: int,
    *,
    base: Mask,
    facets: Sequence[Facets],
    exclusions: Sequence[Ids],
    floor: float,
    signal_ranges: SignalRanges,
) -> TopK:
    """For each query, which has `facets`, the best of the base documents that are not exclusions from it."""
    groups: dict[Hashable, list[int]] = {}
    if any(facets) or required_facets(segment):
        for number, own in enumerate(facets):
            groups.setdefault(constraint_key(segment, own), []).append(number)
    elif facets:
        groups[()] = list(range(len(facets)))
    parts: list[tuple[Array, TopK]] = []
    for numbers in groups.values():
        allowed = documents_satisfying(segment, facets[numbers[0]], base)
        if not allowed.any():
            continue
        members = np.array(numbers)
        rows = queries if len(numbers) == len(queries) else queries.take(members)
        query = _SegmentQuery(segment, segment.vectors_of(form), limit, allowed, floor, signal_ranges)
        parts.append((members, query.search(rows, [exclusions[number] for number in numbers], limit)))
    if len(parts) == len(groups) == 1:
        return parts[0][1]
    return _merge_parts(segment, parts, len(queries), limit)


@dataclass(frozen=True, slots=True)
class _SegmentQuery:
    """One form of one segment, query by queries that may meet the same documents."""

    segment: Segment
    form: Vectors
    limit: int
    allowed: Mask
    floor: float
    signal_ranges: SignalRanges

    def search(self, queries: CsrMatrix, exclusions: Sequence[Ids], depth: int) -> TopK:
        """Of the best `depth` the best `limit` that share a term of the text: signals alone bring nobody together.

        Looks deeper for those who found too few.
        """
        top = self.form.top(queries, depth, self.allowed, exclusions, self.floor)
        signals = _is_signal(queries.terms, self.signal_ranges)
        if not signals.any():
            return top
        text = queries.filter(~signals)
        matches_text = _share_text_term(text, self.form.rows, top)
        matching_text = np.bincount(top.queries[matches_text], minlength=len(queries))
        full = (np.diff(top.starts) >= depth) & (np.diff(text.starts) > 0)
        too_few = np.flatnonzero(full & (matching_text < self.limit))
        parts = [(np.arange(len(queries)), top.filter(matches_text & ~np.isin(top.queries, too_few)))]
        for number in too_few.tolist():
            one = np.array([number])
            parts.append((one, self.search(queries.take(one), [exclusions[number]], depth * DEPTH_FACTOR)))
        return _merge_parts(self.segment, parts, len(queries), self.limit)


def _merge_parts(segment: Segment, parts: Sequence[tuple[Array, TopK]], count: int, limit: int) -> TopK:
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


def _is_signal(terms: Array, signal_ranges: SignalRanges) -> Mask:
    found = np.zeros(len(terms), dtype=bool)
    for numbers in signal_ranges:
        if numbers:
            found |= (terms >= numbers.start) & (terms < numbers.stop)
    return found
