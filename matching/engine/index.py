"""The index that answers: match, search with facets, explain, suggest. It is immutable."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from matching.engine.arrays import Ids
from matching.engine.documents import MATCHED, Document
from matching.engine.explain.analysed_document import DocumentAnalyser
from matching.engine.explain.explanation import explain
from matching.engine.kernels.top_k import TopK
from matching.engine.results import Explanation, Match, SearchResult
from matching.engine.search import batch_search, text_search
from matching.engine.search.query_builder import QueryBuilder
from matching.engine.search.request import SearchRequest
from matching.engine.storage.doc_ids import DocIdMap
from matching.engine.storage.generation import Generation, IndexContents
from matching.engine.storage.memory_segment import delta_of
from matching.engine.storage.segment import Segment, StoredSegment, stored_segment
from matching.engine.storage.string_table import Vocabulary
from matching.engine.translation.dictionary.bilingual_dictionary import BilingualDictionary
from matching.engine.translation.query_translator import BOTH_LANGUAGES, QueryTranslator
from matching.engine.weighting.tfidf import TfidfWeighting


class Index:
    """A generation and the delta: the documents that are not matched, and those that changed since."""

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
            kind: stored_segment(kind, part) for kind, part in contents.matched.items()
        }
        self._delta = delta_of(contents, vocabulary)

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
        """Whether needs or offers came in a language of which the generation has none, so that it has no
        term of it.
        """
        missing = (
            BOTH_LANGUAGES - self._languages if self._query_translator is not None and self._languages else ()
        )
        fresh = [segment for kind, segment in self._delta.segments.items() if kind in MATCHED]
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
        return text_search.search_text(
            self._query_builder,
            text,
            kind=kind,
            where=where or {},
            offset=offset,
            limit=limit,
            order=order or {},
        )

    def explain(self, need: Document, offer: Document) -> Explanation:
        """Why two documents match, stored or not."""
        return explain(self._analyser.analyse(need), self._analyser.analyse(offer))

    def suggest(self, text: str, facet: str, limit: int = 5) -> list[tuple[str, float]]:
        """(value, weight) of a facet among the nearest documents that carry it; weights are sums of their
        scores.
        """
        return text_search.suggest_values(self._query_builder, text, facet, limit)

    @property
    def _query_builder(self) -> QueryBuilder:
        return QueryBuilder(
            self._weighting, self._query_translator, self._delta.vocabulary, DocIdMap(tuple(self._segments()))
        )

    def _segments(self) -> Iterator[Segment]:
        yield from self._stored.values()
        yield from self._delta.segments.values()


def _languages(contents: IndexContents) -> frozenset[bool]:
    """Languages of the needs and offers of a generation: True for Chinese, False for others."""
    masks = [np.asarray(part.chinese) for part in contents.matched.values()]
    return frozenset(bool(chinese) for mask in masks for chinese in np.unique(mask))
