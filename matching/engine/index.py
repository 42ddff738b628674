"""The index that answers: match, search with facets, explain, suggest. It is immutable."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from matching.engine.analysis.analyzer import UNIGRAM
from matching.engine.arrays import Floats, Ids, Mask
from matching.engine.documents import Document
from matching.engine.explain.analysed_document import DocumentAnalyser
from matching.engine.explain.explanation import explain
from matching.engine.kernels.top_k import TopK, merge_ranked
from matching.engine.results import Explanation, Match, SearchResult
from matching.engine.search import batch_search
from matching.engine.search.constraints import PRIVATE
from matching.engine.search.query_builder import QueryBuilder
from matching.engine.search.request import SearchRequest
from matching.engine.storage.doc_ids import DocIdMap
from matching.engine.storage.doc_values import filter_masks, mask_without
from matching.engine.storage.generation import DOCUMENT, Generation, IndexContents
from matching.engine.storage.memory_segment import Delta, ExtendedVocabulary, signal_range
from matching.engine.storage.segment import Segment, StoredSegment, stored_segment
from matching.engine.storage.string_table import Vocabulary
from matching.engine.translation.dictionary.bilingual_dictionary import BilingualDictionary
from matching.engine.translation.query_translator import BOTH_LANGUAGES, QueryTranslator
from matching.engine.weighting.tfidf import TermVector, TfidfWeighting

ASKED_FOR_CODES = 30  # nearest documents whose values are suggested


class Index:
    """A generation and the delta of documents that changed since."""

    def __init__(self, generation: Generation, dictionary: BilingualDictionary | None = None) -> None:
        """`dictionary` translates queries; None means `default_dictionary`, read when first needed."""
        contents = generation.contents
        vocabulary = Vocabulary(contents.vocabulary)
        self.generation = generation
        self._weighting = TfidfWeighting(
            vocabulary, np.asarray(contents.term_weights), contents.statistics, contents.parameters
        )
        self._languages = _languages(contents)
        self._query_translator = (
            QueryTranslator(self._weighting, dictionary, self._languages)
            if contents.parameters.bridge > 0
            else None
        )
        self._analyser = DocumentAnalyser(self._weighting, self._query_translator)
        self._stored: dict[str, StoredSegment] = {
            kind: stored_segment(kind, part) for kind, part in contents.parts.items()
        }
        self._delta = Delta(
            ExtendedVocabulary(vocabulary, signal_ranges=(signal_range(contents.vocabulary), range(0)))
        )

    def with_changes(self, puts: Sequence[Document], drops: Collection[str] = ()) -> "Index":
        """An index with documents put, which replace others of their key, and keys dropped. ValueError
        without a key.
        """
        if any(not document.key for document in puts):
            raise ValueError("a document has no key")
        gone = {document.key for document in puts} | set(drops)
        index = object.__new__(Index)
        index.generation = self.generation
        index._weighting = self._weighting
        index._languages, index._query_translator, index._analyser = (
            self._languages,
            self._query_translator,
            self._analyser,
        )
        index._stored = {kind: segment.excluding(gone) for kind, segment in self._stored.items()}
        index._delta = self._delta.extended(
            [self._query_builder.indexed_document(document) for document in puts], set(drops)
        )
        return index

    @property
    def needs_refit(self) -> bool:
        """Whether documents came in a language of which the generation has none, so that it has no term of
        it.
        """
        missing = (
            BOTH_LANGUAGES - self._languages if self._query_translator is not None and self._languages else ()
        )
        fresh = self._delta.segments.values()
        return any(bool(segment.by_language[chinese].any()) for chinese in missing for segment in fresh)

    def __len__(self) -> int:
        return sum(segment.visible_count for segment in self._segments())

    def keys(self) -> Iterator[str]:
        for segment in self._segments():
            yield from (key for key, seen in zip(segment.keys, segment.visible, strict=True) if seen)

    def has(self, key: str) -> bool:
        return any(segment.position_of(key) is not None for segment in self._segments())

    def match(self, request: SearchRequest) -> TopK:
        """Numbers of the best documents and their scores, for each query; none shares no term of the text
        with it.

        In the order of their scores, offers as `search/reranking.py` orders them; ties by key. Hard
        constraints of either document hold (`search/constraints.py`). KeyError for a stored document that is
        not here, ValueError for one that has the kind it looks for.
        """
        return batch_search.search_batch(self._query_builder, request)

    def match_one(self, request: SearchRequest) -> list[Match]:
        """The same for a request of one query, with keys."""
        (matches,) = self.matches_of(self.match(request))
        return matches

    def matches_of(self, found: TopK) -> list[list[Match]]:
        """What `match` found, with keys, for each query."""
        pairs = zip(self.keys_of(found.ids), found.scores.tolist(), found.strengths.tolist(), strict=True)
        matches = [Match(*pair) for pair in pairs]
        return [matches[first:last] for first, last in pairwise(found.starts.tolist())]

    def ids_of(self, keys: Sequence[str]) -> Ids:
        """Numbers of the documents with these keys, int64 (keys); MISSING for a key that is not here.

        They hold for this index only.
        """
        return self._query_builder.doc_ids.ids_of(keys)

    def keys_of(self, ids: Ids) -> list[str]:
        return self._query_builder.doc_ids.keys_of(ids)

    def cost(self, ids: Ids, *, kind: str) -> Ids:
        """Postings of documents of the kind that a match of each stored document reads, int64 (ids)."""
        return batch_search.cost(self._query_builder, ids, kind=kind)

    def search(
        self,
        text: str,
        *,
        kind: str | None = None,
        where: Mapping[str, Collection[str]] | None = None,
        offset: int = 0,
        limit: int = 20,
        order: Mapping[str, float] | None = None,
    ) -> SearchResult:
        """Ranked search with facet counts. A blank text finds everything, by `order` (higher first), then by
        key, with score 0.

        A document is found by one word or bigram of the text; by a single Chinese character only when the
        text has nothing else, or 轴承 would find all that has 轴.
        """
        vector = self._query_builder.free_text_vector(text)
        wanted = [term for term in vector.terms if not term.startswith(UNIGRAM)] or list(vector.terms)
        numbers = [
            number for term in wanted if (number := self._delta.vocabulary.number_of(term)) is not None
        ]
        found: list[list[tuple[str, float]]] = []
        total, facets = 0, defaultdict[str, dict[str, int]](dict)
        for segment in self._segments():
            base = segment.visible if kind in (None, segment.kind) else np.zeros(len(segment), dtype=bool)
            if text.strip():
                base = base & segment.vectors[DOCUMENT].documents_containing(numbers)
            choices = filter_masks(segment.columns, where or {}, len(segment))
            seen = mask_without("", base, choices)
            total += int(seen.sum())
            _count(facets, segment, base, choices)
            found.append(self._ranked(segment, seen, vector, order, offset + limit))
        matches = merge_ranked(found, offset + limit)[offset:]
        if not text.strip():
            matches = [(key, 0.0) for key, _weight in matches]
        return SearchResult([_match(key, score) for key, score in matches], total, dict(facets))

    def explain(self, need: Document, offer: Document) -> Explanation:
        """Why two documents match, stored or not."""
        return explain(self._analyser.analyse(need), self._analyser.analyse(offer))

    def suggest(self, text: str, facet: str, limit: int = 5) -> list[tuple[str, float]]:
        """(value, weight) of a facet among the nearest documents that carry it; weights are sums of their
        scores.
        """
        vector = self._query_builder.free_text_vector(text)
        if not vector.terms:
            return []
        nearest: list[tuple[str, float]] = []
        values: dict[str, list[str]] = {}
        for segment in self._segments():
            column = segment.columns.get(facet)
            if column is None:
                continue
            allowed = segment.visible & (np.diff(column.starts) > 0)
            for key, score in self._ranked(segment, allowed, vector, None, ASKED_FOR_CODES):
                place = segment.position_of(key)
                values[key] = column.values_of(place) if place is not None else []
                nearest.append((key, score))
        weights: dict[str, float] = defaultdict(float)
        for key, score in merge_ranked([nearest], ASKED_FOR_CODES):
            for value in values[key]:
                weights[value] += score
        return merge_ranked([weights.items()], limit)

    @property
    def _query_builder(self) -> QueryBuilder:
        return QueryBuilder(
            self._weighting, self._query_translator, self._delta.vocabulary, DocIdMap(tuple(self._segments()))
        )

    def _segments(self, kind: str | None = None) -> Iterator[Segment]:
        for segments in (self._stored, self._delta.segments):
            for name, segment in segments.items():
                if kind in (None, name):
                    yield segment

    def _ranked(
        self,
        segment: Segment,
        seen: Mask,
        vector: TermVector,
        order: Mapping[str, float] | None,
        limit: int,
    ) -> list[tuple[str, float]]:
        if limit <= 0 or not seen.any():
            return []
        if vector.terms:
            rows = self._delta.vocabulary.rows([vector])
            nobody = [np.zeros(0, dtype=np.int64)]
            ((places, scores),) = segment.vectors[DOCUMENT].top_k(rows, limit, seen, nobody, 0.0)
            return _named(segment, places, scores)
        shown = [(segment.keys[place], 0.0) for place in np.flatnonzero(seen).tolist()]
        return merge_ranked([[(key, (order or {}).get(key, 0.0)) for key, _score in shown]], limit)


def _languages(contents: IndexContents) -> frozenset[bool]:
    """Languages of the documents of a generation: True for Chinese, False for others."""
    masks = [np.asarray(part.chinese) for part in contents.parts.values()]
    return frozenset(bool(chinese) for mask in masks for chinese in np.unique(mask))


def _named(segment: Segment, places: Ids, scores: Floats) -> list[tuple[str, float]]:
    return [
        (segment.keys[place], score) for place, score in zip(places.tolist(), scores.tolist(), strict=True)
    ]


def _match(key: str, score: float) -> Match:
    return Match(key, score, min(score, 1.0))


def _count(
    facets: dict[str, dict[str, int]], segment: Segment, base: Mask, choices: Mapping[str, Mask]
) -> None:
    """Adds the facet counts of one segment; a facet's own filter does not narrow its own counts."""
    met = mask_without("", base, choices)
    for name, column in segment.columns.items():
        if name.startswith(PRIVATE):
            continue
        seen = mask_without(name, base, choices) if name in choices else met
        for value, count in column.counts(seen).items():
            facets[name][value] = facets[name].get(value, 0) + count
