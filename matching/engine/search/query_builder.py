"""From a request to query vectors: which vector of the asking document meets which vector of the others.

A need asks and an offer answers, whoever looks for whom: needs bring their query vector, offers their
document vector.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids
from matching.engine.documents import NEED, Document
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.search.constraints import Facets, constraint_facets, required_facets
from matching.engine.search.request import SearchRequest
from matching.engine.storage.doc_ids import MISSING, DocIdMap
from matching.engine.storage.generation import DOCUMENT, QUERY, TRANSLATED_QUERY
from matching.engine.storage.memory_segment import ExtendedVocabulary, IndexedDocument
from matching.engine.storage.segment import Segment
from matching.engine.translation.query_translator import QueryTranslator
from matching.engine.weighting.tfidf import TermVector, TfidfWeighting, is_chinese

FIRST = np.zeros(1, dtype=np.int64)
NO_IDS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class QueryBatch:
    """Query vectors for one representation of the documents of one language.

    `rows` has one row for each query, `query_numbers` (int64, rows) says which query of the request that is.
    """

    representation: str  # DOCUMENT, QUERY or TRANSLATED_QUERY: what of a document is multiplied
    rows: CsrMatrix
    chinese: bool | None  # documents that are Chinese, that are not, or (None) all
    query_numbers: Ids


@dataclass(frozen=True, slots=True)
class Queries:
    """A request with its vectors: batches are made when they are read."""

    batches: Iterable[QueryBatch]
    facets: Sequence[Facets]  # of each query
    exclude: Mapping[int, Ids]  # query -> numbers of documents that it must not find

    def __len__(self) -> int:
        return len(self.facets)


@dataclass(frozen=True, slots=True)
class QueryBuilder:
    weighting: TfidfWeighting
    query_translator: QueryTranslator | None  # None: languages are kept apart
    vocabulary: ExtendedVocabulary
    doc_ids: DocIdMap

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.doc_ids.segments

    def queries(self, request: SearchRequest) -> Queries:
        """KeyError for a number that is of no document."""
        if isinstance(request.query, Document):
            own = self.doc_ids.ids_of([request.query.key])
            exclude = {0: np.concatenate([own[own != MISSING], request.exclude.get(0, NO_IDS)])}
            return Queries(self._of_document(request.query, request.kind), [request.query.facets], exclude)
        facets = self._facets(request.query, request.kind)
        return Queries(self._of_stored(request.query, request.kind), facets, request.exclude)

    def free_text_vector(self, text: str) -> TermVector:
        """The query vector of what is typed into a search box, in its own language."""
        return self.weighting.query_vector(self.weighting.counts(Document("", "", "", text)))

    def indexed_document(self, document: Document) -> IndexedDocument:
        """A document as a memory segment holds it."""
        counts = self.weighting.counts(document)
        vectors = {DOCUMENT: self.weighting.document_vector(counts)}
        if document.kind == NEED:
            vectors[QUERY] = self.weighting.query_vector(counts)
            if self.query_translator and self.query_translator.translates_from(chinese=is_chinese(counts)):
                vectors[TRANSLATED_QUERY] = self.query_translator.query_vector(document)
        return IndexedDocument(
            document.key, document.kind, is_chinese(counts), dict(document.facets), vectors
        )

    def _of_document(self, document: Document, kind: str) -> Iterator[QueryBatch]:
        counts = self.weighting.counts(document)
        needs_wanted = kind == NEED and document.kind != NEED
        vectors = {DOCUMENT: self.weighting.document_vector, QUERY: self.weighting.query_vector}
        for name, representation, language in self._vector_pairs(is_chinese(counts), needs_wanted):
            if name in vectors:
                vector = vectors[name](counts)
            elif self.query_translator is not None and language is not None and self._has_language(language):
                vector = self.query_translator.query_vector(document)
            else:
                continue
            yield QueryBatch(representation, self.vocabulary.rows([vector]), language, FIRST)

    def _of_stored(self, ids: Ids, kind: str) -> Iterator[QueryBatch]:
        """From stored vectors, many rows in each batch. ValueError for a need that looks for needs, and for
        offers.
        """
        wanted = [segment for segment in self.segments if segment.kind == kind]
        for segment, query_numbers, positions in self.doc_ids.by_segment(ids):
            if (segment.kind == NEED) == (kind == NEED):
                key = segment.keys[positions[0]]
                raise ValueError(f"{key!r} is a {segment.kind} and cannot look for a {kind}")
            for chinese in (False, True):
                own = np.flatnonzero(np.asarray(segment.chinese)[positions] == chinese)
                for name, representation, language in self._vector_pairs(chinese, kind == NEED):
                    if len(own) and any(other.by_language[language].any() for other in wanted):
                        rows = segment.vectors_of(name).rows.take(positions[own])
                        yield QueryBatch(representation, rows, language, query_numbers[own])

    def _facets(self, ids: Ids, kind: str) -> list[dict[str, tuple[str, ...]]]:
        """Of stored documents: what they require, and what they carry where documents of the kind require
        something.
        """
        facets: list[dict[str, tuple[str, ...]]] = [{} for _id in range(len(ids))]
        if not any(required_facets(segment) for segment in self.segments):
            return facets
        names = {name for other in self.segments if other.kind == kind for name in required_facets(other)}
        for segment, query_numbers, positions in self.doc_ids.by_segment(ids):
            for number, position in zip(query_numbers.tolist(), positions.tolist(), strict=True):
                facets[number] = constraint_facets(segment, position, names)
        return facets

    def _has_language(self, chinese: bool) -> bool:
        return any(segment.by_language[chinese].any() for segment in self.segments)

    def _vector_pairs(self, chinese: bool, needs_wanted: bool) -> list[tuple[str, str, bool | None]]:
        """(own representation, the one it is multiplied with, language of those documents) for a document's
        language.
        """
        if self.query_translator is None:
            return [(DOCUMENT, QUERY, None) if needs_wanted else (QUERY, DOCUMENT, None)]
        if needs_wanted:
            return [(DOCUMENT, QUERY, chinese), (DOCUMENT, TRANSLATED_QUERY, not chinese)]
        return [(QUERY, DOCUMENT, chinese), (TRANSLATED_QUERY, DOCUMENT, not chinese)]
