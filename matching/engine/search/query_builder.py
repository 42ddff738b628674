"""From a document to what is asked of an index: which of its forms meets which form of the others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids
from matching.engine.documents import NEED, Document
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.search.constraints import constraint_facets, required_facets
from matching.engine.storage.doc_ids import DocIdMap
from matching.engine.storage.generation import DOCUMENT, QUERY, TRANSLATED_QUERY
from matching.engine.storage.memory_segment import ExtendedVocabulary, IndexedDocument
from matching.engine.storage.segment import Segment
from matching.engine.translation.query_translator import QueryTranslator
from matching.engine.weighting.tfidf import TermVector, TfidfWeighting, is_chinese

FIRST = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class QueryBatch:
    """Rows that ask the form `form` of the documents that are Chinese, that are not, or (None) of all.

    `query_numbers` says whose question each row is.
    """

    form: str
    rows: CsrMatrix
    chinese: bool | None
    query_numbers: Ids


@dataclass(frozen=True, slots=True)
class QueryBuilder:
    weighting: TfidfWeighting
    query_translator: QueryTranslator | None
    vocabulary: ExtendedVocabulary
    doc_ids: DocIdMap

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.doc_ids.segments

    def for_document(self, document: Document, kind: str) -> Iterator[QueryBatch]:
        """A need asks offers; an offer that looks for needs is asked by them."""
        counts = self.weighting.counts(document)
        asked = kind == NEED and document.kind != NEED
        forms = {DOCUMENT: self.weighting.document_vector, QUERY: self.weighting.query_vector}
        for name, form, language in self._vector_pairs(is_chinese(counts), asked=asked):
            if name in forms:
                vector = forms[name](counts)
            elif (
                self.query_translator is not None
                and language is not None
                and self._has_documents_in(language)
            ):
                vector = self.query_translator.query_vector(document)
            else:
                continue
            yield QueryBatch(form, self.vocabulary.rows([vector]), language, FIRST)

    def _has_documents_in(self, chinese: bool) -> bool:
        """Whether any document is in the language."""
        return any(segment.by_language[chinese].any() for segment in self.segments)

    def parse_free_text(self, text: str) -> TermVector:
        """What is typed into a search box asks everything, in its own language."""
        return self.weighting.query_vector(self.weighting.counts(Document("", "", "", text)))

    def indexed_document(self, document: Document) -> IndexedDocument:
        """A document as the delta keeps it."""
        counts = self.weighting.counts(document)
        forms = {DOCUMENT: self.weighting.document_vector(counts)}
        if document.kind == NEED:
            forms[QUERY] = self.weighting.query_vector(counts)
            if self.query_translator is not None and self.query_translator.translates_from(
                chinese=is_chinese(counts)
            ):
                forms[TRANSLATED_QUERY] = self.query_translator.query_vector(document)
        return IndexedDocument(document.key, document.kind, is_chinese(counts), dict(document.facets), forms)

    def for_stored(self, numbers: Ids, kind: str) -> Iterator[QueryBatch]:
        """The questions of stored documents to those of another kind, from their stored weights, put together."""
        heard = [segment for segment in self.segments if segment.kind == kind]
        for segment, query_numbers, places in self.doc_ids.by_segment(numbers):
            if (segment.kind == NEED) == (kind == NEED):
                raise ValueError(
                    f"{segment.keys[places[0]]!r} is a {segment.kind} and cannot look for a {kind}"
                )
            for chinese in (False, True):
                own = np.flatnonzero(np.asarray(segment.chinese)[places] == chinese)
                for name, form, language in self._vector_pairs(chinese, asked=kind == NEED):
                    if len(own) and any(other.by_language[language].any() for other in heard):
                        yield QueryBatch(
                            form,
                            segment.vectors_of(name).rows.take(places[own]),
                            language,
                            query_numbers[own],
                        )

    def facets(self, numbers: Ids, kind: str) -> list[dict[str, tuple[str, ...]]]:
        """Of stored documents: what they demand, and what they carry where those of a kind make demands."""
        facets: list[dict[str, tuple[str, ...]]] = [{} for _number in range(len(numbers))]
        if not any(required_facets(segment) for segment in self.segments):
            return facets
        names = {name for other in self.segments if other.kind == kind for name in required_facets(other)}
        for segment, query_numbers, places in self.doc_ids.by_segment(numbers):
            for number, place in zip(query_numbers.tolist(), places.tolist(), strict=True):
                facets[number] = constraint_facets(segment, place, names)
        return facets

    def _vector_pairs(self, chinese: bool, *, asked: bool) -> list[tuple[str, str, bool | None]]:
        """The own form, the form it meets and the language of those it meets; `asked`: needs are looked for."""
        if self.query_translator is None:
            return [(DOCUMENT, QUERY, None) if asked else (QUERY, DOCUMENT, None)]
        if asked:
            return [(DOCUMENT, QUERY, chinese), (DOCUMENT, TRANSLATED_QUERY, not chinese)]
        return [(QUERY, DOCUMENT, chinese), (TRANSLATED_QUERY, DOCUMENT, not chinese)]
