"""Questions of many documents at once, search_batch in numbers: no Python object for a pair, and few for a document."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids, Mask
from matching.engine.documents import NEED
from matching.engine.kernels.top_k import TopK, from_coo, to_coo
from matching.engine.search import reranking, segment_search
from matching.engine.search.constraints import Facets
from matching.engine.search.query_builder import QueryBatch, QueryBuilder
from matching.engine.storage.generation import DOCUMENT
from matching.engine.storage.segment import Segment

Exclusions = Mapping[int, Ids]  # which of the questions -> numbers of documents that it must not find
COST_CHUNK = 10_000  # documents whose rows are copied at once
NO_IDS = np.zeros(0, dtype=np.int64)


def search_stored(
    query_builder: QueryBuilder, numbers: Ids, *, kind: str, limit: int, floor: float, exclusions: Exclusions
) -> TopK:
    """The best documents of a kind for each of the numbered ones; ids are numbers too."""
    facets = query_builder.facets(numbers, kind)
    return search_batch(
        query_builder,
        query_builder.for_stored(numbers, kind),
        facets,
        kind=kind,
        limit=limit,
        floor=floor,
        exclusions=exclusions,
    )


def search_batch(
    query_builder: QueryBuilder,
    batches: Iterable[QueryBatch],
    facets: Sequence[Facets],
    *,
    kind: str,
    limit: int,
    floor: float,
    exclusions: Exclusions,
    where: Mapping[str, Collection[str]] | None = None,
) -> TopK:
    """The best documents of a kind for the questions, one for each of `facets`.

    Offers that are looked for come in two stages: the best by their scores, then the first RERANK_DEPTH of these anew.
    """
    share = query_builder.weighting.parameters.neighbours if kind != NEED else 0.0
    depth = max(limit, reranking.RERANK_DEPTH) if share and limit > 0 else limit
    searches = _segment_searches(query_builder, batches, kind, where or {}) if limit > 0 else []
    tops = [search.run(depth, floor, facets, exclusions, query_builder) for search in searches]
    if len(tops) == 1 and len(searches[0].batch.query_numbers) == len(
        facets
    ):  # all ask one segment in one language
        best = tops[0]
    else:
        entries = to_coo(list(zip((search.batch.query_numbers for search in searches), tops, strict=True)))
        best = from_coo(*entries, count=len(facets), k=depth, order=query_builder.doc_ids.tie_order(*entries))
    if share and len(best.ids):
        best = reranking.rerank(best, query_builder.doc_ids, share)
    return best.truncate(limit)


@dataclass(frozen=True, slots=True)
class _SegmentSearch:
    """Some questions to one segment, whose documents have numbers from `first` on."""

    batch: QueryBatch
    segment: Segment
    first: int
    base: Mask

    def run(
        self,
        limit: int,
        floor: float,
        facets: Sequence[Facets],
        exclusions: Exclusions,
        query_builder: QueryBuilder,
    ) -> TopK:
        tops = segment_search.search_segment(
            self.segment,
            self.batch.form,
            self.batch.rows,
            limit,
            base=self.base,
            facets=[facets[number] for number in self.batch.query_numbers],
            exclusions=_exclusions_in_segment(
                exclusions, self.batch.query_numbers, self.first, len(self.segment)
            ),
            floor=floor,
            signal_ranges=query_builder.vocabulary.signal_ranges,
        )
        return TopK(tops.starts, tops.ids + self.first, tops.scores)


def _segment_searches(
    query_builder: QueryBuilder,
    batches: Iterable[QueryBatch],
    kind: str,
    where: Mapping[str, Collection[str]],
) -> list[_SegmentSearch]:
    found = []
    for batch in batches:
        for first, segment in query_builder.doc_ids.segment_offsets():
            if segment.kind == kind and (base := segment.mask(batch.chinese, where)).any():
                found.append(_SegmentSearch(batch, segment, first, base))
    return found


def _exclusions_in_segment(exclusions: Exclusions, query_numbers: Ids, first: int, size: int) -> list[Ids]:
    """What is exclusions from each question in one segment. Many share one array: the offers of their organisation."""
    known: dict[int, Ids] = {}
    found = []
    for question in query_numbers.tolist():
        ids = exclusions.get(question, NO_IDS)
        if id(ids) not in known:
            known[id(ids)] = np.unique(ids[(ids >= first) & (ids < first + size)]) - first
        found.append(known[id(ids)])
    return found


def cost(query_builder: QueryBuilder, numbers: Ids, *, kind: str) -> Ids:
    """How many postings of stored documents of the kind a match of each numbered one reads."""
    terms = len(query_builder.weighting.vocabulary)
    held = np.zeros(terms + 1, dtype=np.int64)  # the last for words that only the delta holds
    for segment in query_builder.segments:
        if segment.kind == kind:
            held[:terms] += segment.vectors[DOCUMENT].document_frequencies(terms)
    costs = np.zeros(len(numbers), dtype=np.int64)
    for segment, query_numbers, places in query_builder.doc_ids.by_segment(numbers):
        for first in range(0, len(places), COST_CHUNK):
            here = slice(first, first + COST_CHUNK)
            rows = segment.vectors_of(DOCUMENT).rows.take(places[here])
            sums = np.concatenate([[0], np.cumsum(held[np.minimum(rows.terms, terms)])])
            costs[query_numbers[here]] = np.diff(sums[rows.starts])
    return costs
