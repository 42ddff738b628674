"""A request over all segments of an index: first stage by score, second stage by re-ranking.

Many stored documents are answered at once in arrays, without a Python object for a pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids, Mask
from matching.engine.documents import NEED
from matching.engine.kernels.top_k import TopK, from_coo, to_coo
from matching.engine.search import reranking
from matching.engine.search.query_builder import NO_IDS, Queries, QueryBatch, QueryBuilder
from matching.engine.search.request import SearchRequest
from matching.engine.search.segment_search import search_segment
from matching.engine.storage.generation import DOCUMENT
from matching.engine.storage.segment import Segment

COST_CHUNK = 10_000  # documents whose rows are copied at once


def search_batch(query_builder: QueryBuilder, request: SearchRequest) -> TopK:
    """Document numbers of the index and scores, for each query of the request.

    Offers are found in two stages: the top k by score, of which the first RERANK_DEPTH are then ordered anew.
    """
    queries = query_builder.queries(request)
    share = query_builder.weighting.parameters.neighbours if request.kind != NEED else 0.0
    depth = max(request.limit, reranking.RERANK_DEPTH) if share and request.limit > 0 else request.limit
    searches = _segment_searches(query_builder, queries, request) if request.limit > 0 else []
    found = [search.run(request.with_limit(depth), queries, query_builder) for search in searches]
    if len(found) == 1 and len(searches[0].batch.query_numbers) == len(queries):  # one segment and language
        best = found[0]
    else:
        entries = to_coo(list(zip((search.batch.query_numbers for search in searches), found, strict=True)))
        order = query_builder.doc_ids.tie_order(*entries)
        best = from_coo(*entries, count=len(queries), k=depth, order=order)
    if share and len(best.ids):
        best = reranking.rerank(best, query_builder.doc_ids, share)
    return best.truncate(request.limit)


@dataclass(frozen=True, slots=True)
class _SegmentSearch:
    """A batch of queries to one segment, whose documents have numbers from `first` on."""

    batch: QueryBatch
    segment: Segment
    first: int
    base: Mask

    def run(self, request: SearchRequest, queries: Queries, query_builder: QueryBuilder) -> TopK:
        numbers = self.batch.query_numbers
        top = search_segment(
            self.segment,
            self.batch,
            request,
            base=self.base,
            facets=[queries.facets[number] for number in numbers],
            exclude=_positions_to_exclude(queries.exclude, numbers, self.first, len(self.segment)),
            signal_ranges=query_builder.vocabulary.signal_ranges,
        )
        return TopK(top.starts, top.ids + self.first, top.scores)


def _segment_searches(
    query_builder: QueryBuilder, queries: Queries, request: SearchRequest
) -> list[_SegmentSearch]:
    found = []
    for batch in queries.batches:
        for first, segment in query_builder.doc_ids.segment_offsets():
            if segment.kind == request.kind and (base := segment.mask(batch.chinese, request.where)).any():
                found.append(_SegmentSearch(batch, segment, first, base))
    return found


def _positions_to_exclude(exclude: Mapping[int, Ids], query_numbers: Ids, first: int, size: int) -> list[Ids]:
    """Positions in one segment, ascending, for each query. Queries may share one array; it is converted
    once.
    """
    known: dict[int, Ids] = {}
    found = []
    for number in query_numbers.tolist():
        ids = exclude.get(number, NO_IDS)
        if id(ids) not in known:
            known[id(ids)] = np.unique(ids[(ids >= first) & (ids < first + size)]) - first
        found.append(known[id(ids)])
    return found


def cost(query_builder: QueryBuilder, ids: Ids, *, kind: str) -> Ids:
    """Postings of documents of the kind that a match of each stored document reads, int64 (ids)."""
    terms = len(query_builder.weighting.vocabulary)
    frequencies = np.zeros(terms + 1, dtype=np.int64)  # the last for terms newer than the generation
    for segment in query_builder.segments:
        if segment.kind == kind:
            frequencies[:terms] += segment.vectors[DOCUMENT].document_frequencies(terms)
    costs = np.zeros(len(ids), dtype=np.int64)
    for segment, query_numbers, positions in query_builder.doc_ids.by_segment(ids):
        for first in range(0, len(positions), COST_CHUNK):
            here = slice(first, first + COST_CHUNK)
            rows = segment.vectors_of(DOCUMENT).rows.take(positions[here])
            totals = np.concatenate([[0], np.cumsum(frequencies[np.minimum(rows.terms, terms)])])
            costs[query_numbers[here]] = np.diff(totals[rows.starts])
    return costs
