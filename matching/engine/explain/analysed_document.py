"""A document analysed once for explanations: its terms with their spans, and what they weigh."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter

from matching.engine.analysis.analyzer import MAX_FIELD_LENGTH, SIGNAL, term_occurrences
from matching.engine.analysis.normalization import NormalizedText, normalize
from matching.engine.documents import Document
from matching.engine.explain.snippets import TextSpan, split_sentences
from matching.engine.explain.term_merging import FieldSpan, FieldSpans
from matching.engine.results import Span
from matching.engine.translation.query_translator import QueryTranslator
from matching.engine.translation.text_translator import TranslatedText
from matching.engine.weighting.tfidf import TfidfWeighting, language_and_length

FIELDS = ("title", "text")
SourcePhrases = list[tuple[str, list[FieldSpan]]]  # (phrase, its spans)
CACHED_DOCUMENTS = 32  # a page explains one listing beside ten others
MAX_CACHED_LENGTH = 20_000  # characters; longer documents are not cached
_TERM = itemgetter(0)


class AnalysedDocument:
    """Analyses at construction; vectors and translations are computed when first used."""

    def __init__(
        self, document: Document, weighting: TfidfWeighting, query_translator: QueryTranslator | None
    ) -> None:
        """`query_translator` is None where languages are kept apart."""
        self.document, self.weighting, self.query_translator = document, weighting, query_translator
        self.normalized: dict[str, NormalizedText] = {
            name: normalize(getattr(document, name)[:MAX_FIELD_LENGTH]) for name in FIELDS
        }
        self._found = {name: term_occurrences(self.normalized[name]) for name in FIELDS}
        self._counts = {name: Counter(map(_TERM, found)) for name, found in self._found.items()}
        self._sentences: dict[str, list[TextSpan]] = {}
        counts: dict[str, int] = dict(self._counts["text"])
        for term, count in self._counts["title"].items():
            counts[term] = counts.get(term, 0) + count * weighting.parameters.title_weight
        if weighting.parameters.signals:
            counts |= {SIGNAL + signal: 1 for signal in document.signals}
        self.counts = counts
        self.chinese, length = language_and_length(counts)
        self._normalisation = weighting.length_normalisation(self.chinese, length)

    @cached_property
    def texts(self) -> list[str]:
        """The normalized title and text."""
        return [self.normalized[name].text for name in FIELDS]

    @cached_property
    def query_weights(self) -> Mapping[str, float]:
        """q(t) of every term in the document's own language."""
        return self.weighting.query_weights(self.counts, self._normalisation)

    def document_weights(self, terms: Collection[str]) -> Mapping[str, float]:
        """d(t) of some of the terms."""
        return self.weighting.document_weights(self.counts, self._normalisation, terms)

    @cached_property
    def translated_query_weights(self) -> Mapping[str, float]:
        """q(t) of every term for documents of the other language."""
        if self.query_translator is None or not self._translated:
            return self.query_weights
        return self.query_translator.query_weights(
            self.query_weights, self._translated["title"], self._translated["text"]
        )

    @cached_property
    def _translated(self) -> Mapping[str, TranslatedText]:
        """Title and text translated; empty where the index does not translate from this language."""
        if self.query_translator is None or not self.query_translator.translates_from(chinese=self.chinese):
            return {}
        to = "en" if self.chinese else "zh"
        read = self.query_translator.translator.read
        return {name: read(self.normalized[name].text, self._counts[name], to) for name in FIELDS}

    def spans_of(self, terms: Collection[str]) -> dict[str, list[FieldSpan]]:
        """Spans of some of the terms in the normalized fields."""
        spans: dict[str, list[FieldSpan]] = {term: [] for term in terms}
        if not spans:
            return spans
        for name, found in self._found.items():
            for term, start, end in found:
                if term in spans:
                    spans[term].append((name, start, end))
        return spans

    def source_phrases(self, terms: Collection[str]) -> dict[str, SourcePhrases]:
        """For some translated terms the phrases of this document that they translate, with their spans."""
        origins: dict[str, SourcePhrases] = {term: [] for term in terms}
        wanted = frozenset(terms)
        for expression, (given, spans) in self._phrases.items():
            for term in given & wanted:
                origins[term].append((expression, spans))
        return origins

    @cached_property
    def _phrases(self) -> Mapping[str, tuple[frozenset[str], list[FieldSpan]]]:
        """Each translated phrase: the terms that translate it, and its spans."""
        found: dict[str, tuple[frozenset[str], list[FieldSpan]]] = {}
        for name, translated in self._translated.items():
            for expression, start, end, shares in translated.phrases():
                if expression not in found:
                    found[expression] = frozenset([term for term, _share in shares]), []
                found[expression][1].append((name, start, end))
        return found

    def sentences(self, field: str) -> list[TextSpan]:
        """Sentences of the original field."""
        if field not in self._sentences:
            self._sentences[field] = split_sentences(getattr(self.document, field))
        return self._sentences[field]

    def original_spans(self, spans: FieldSpans) -> tuple[Span, ...]:
        """Spans of the normalized fields in the original fields."""
        normalized = self.normalized
        return tuple([Span(name, *normalized[name].span(start, end)) for name, start, end in spans])

    def surface(self, spans: Sequence[Span]) -> str:
        """The original text of the first span."""
        first = spans[0]
        return str(getattr(self.document, first.field))[first.start : first.end]


class DocumentAnalyser:
    """Analyses documents and caches the last CACHED_DOCUMENTS."""

    def __init__(self, weighting: TfidfWeighting, query_translator: QueryTranslator | None) -> None:
        self.weighting, self.query_translator = weighting, query_translator
        self._cached = lru_cache(CACHED_DOCUMENTS)(self._read)

    def analyse(self, document: Document) -> AnalysedDocument:
        if len(document.title) + len(document.text) > MAX_CACHED_LENGTH:
            return AnalysedDocument(document, self.weighting, self.query_translator)
        return self._cached(document.title, document.text, document.signals)

    def _read(self, title: str, text: str, signals: tuple[str, ...]) -> AnalysedDocument:
        return AnalysedDocument(
            Document("", "", title, text, signals=signals), self.weighting, self.query_translator
        )
