"""Free-text search: ranked documents of all kinds with facet counts, and suggested facet values.

The first stage only: documents are in the order of their scores, ties by key. The text is not translated.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np

from matching.engine.analysis.analyzer import UNIGRAM
from matching.engine.arrays import Mask
from matching.engine.kernels.top_k import merge_ranked
from matching.engine.results import Match, SearchResult
from matching.engine.search.constraints import PRIVATE
from matching.engine.search.query_builder import NO_IDS, QueryBuilder
from matching.engine.storage.doc_values import filter_masks, mask_without
from matching.engine.storage.generation import DOCUMENT
from matching.engine.storage.segment import Segment
from matching.engine.weighting.tfidf import TermVector

NEAREST_DOCUMENTS = 30  # whose values are suggested
Ranked = list[tuple[str, float]]  # (key or value, score), best first


def search_text(
    query_builder: QueryBuilder,
    text: str,
    *,
    kind: str | None,
    where: Mapping[str, Collection[str]],
    offset: int,
    limit: int,
    order: Mapping[str, float],
) -> SearchResult:
    """See `Index.search`."""
    vector = query_builder.free_text_vector(text)
    wanted = [term for term in vector.terms if not term.startswith(UNIGRAM)] or list(vector.terms)
    numbers = [n for term in wanted if (n := query_builder.vocabulary.number_of(term)) is not None]
    found: list[Ranked] = []
    total, facets = 0, defaultdict[str, dict[str, int]](dict)
    for segment in query_builder.segments:
        base = segment.visible if kind in (None, segment.kind) else np.zeros(len(segment), dtype=bool)
        if text.strip():
            base = base & segment.vectors[DOCUMENT].documents_containing(numbers)
        filters = filter_masks(segment.columns, where, len(segment))
        passing = mask_without("", base, filters)
        total += int(passing.sum())
        _add_counts(facets, segment, base, filters)
        if vector.terms:
            found.append(_by_score(query_builder, segment, passing, vector, offset + limit))
        else:
            found.append(_by_order(segment, passing, order, offset + limit))
    page = merge_ranked(found, offset + limit)[offset:]
    if not text.strip():
        page = [(key, 0.0) for key, _order in page]
    return SearchResult([Match(key, score, min(score, 1.0)) for key, score in page], total, dict(facets))


def suggest_values(query_builder: QueryBuilder, text: str, facet: str, limit: int) -> Ranked:
    """See `Index.suggest`."""
    vector = query_builder.free_text_vector(text)
    if not vector.terms:
        return []
    nearest: Ranked = []
    values: dict[str, list[str]] = {}
    for segment in query_builder.segments:
        column = segment.columns.get(facet)
        if column is None:
            continue
        allowed = segment.visible & (np.diff(column.starts) > 0)
        for key, score in _by_score(query_builder, segment, allowed, vector, NEAREST_DOCUMENTS):
            position = segment.position_of(key)
            values[key] = column.values_of(position) if position is not None else []
            nearest.append((key, score))
    weights: dict[str, float] = defaultdict(float)
    for key, score in merge_ranked([nearest], NEAREST_DOCUMENTS):
        for value in values[key]:
            weights[value] += score
    return merge_ranked([weights.items()], limit)


def _by_score(
    query_builder: QueryBuilder, segment: Segment, allowed: Mask, vector: TermVector, limit: int
) -> Ranked:
    if limit <= 0 or not allowed.any():
        return []
    rows = query_builder.vocabulary.rows([vector])
    ((positions, scores),) = segment.vectors[DOCUMENT].top_k(rows, limit, allowed, [NO_IDS], 0.0)
    pairs = zip(positions.tolist(), scores.tolist(), strict=True)
    return [(segment.keys[position], score) for position, score in pairs]


def _by_order(segment: Segment, allowed: Mask, order: Mapping[str, float], limit: int) -> Ranked:
    if limit <= 0:
        return []
    keys = [segment.keys[position] for position in np.flatnonzero(allowed).tolist()]
    return merge_ranked([[(key, order.get(key, 0.0)) for key in keys]], limit)


def _add_counts(
    facets: dict[str, dict[str, int]], segment: Segment, base: Mask, filters: Mapping[str, Mask]
) -> None:
    """Adds the facet counts of one segment; a facet's own filter does not narrow its own counts."""
    passing = mask_without("", base, filters)
    for name, column in segment.columns.items():
        if name.startswith(PRIVATE):
            continue
        counted = mask_without(name, base, filters) if name in filters else passing
        for value, count in column.counts(counted).items():
            facets[name][value] = facets[name].get(value, 0) + count
