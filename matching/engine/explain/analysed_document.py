"""A document folded and cut once, for explanations: its terms, where they stand and what they weigh."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter

from matching.engine.analysis.analyzer import LONGEST_TEXT, SIGNAL, occurrences
from matching.engine.analysis.normalization import Folded, fold
from matching.engine.documents import Document
from matching.engine.explain.snippets import Stretch, sentences
from matching.engine.explain.term_merging import Place, Places
from matching.engine.results import Span
from matching.engine.translation.query_translator import Bridge
from matching.engine.translation.text_translator import Translated
from matching.engine.weighting.tfidf import Weigher, measured

FIELDS = ("title", "text")
Origins = list[tuple[str, list[Place]]]  # expressions as they read, with their places
REMEMBERED = 32  # readings kept: a page explains one listing beside ten others
LONGEST_REMEMBERED = 20_000  # characters; longer texts are read anew each time
_TERM = itemgetter(0)


class Reading:
    def __init__(self, document: Document, weigher: Weigher, bridge: Bridge | None) -> None:
        """`bridge` is None where the languages are kept apart."""
        self.document, self.weigher, self.bridge = document, weigher, bridge
        self.folded: dict[str, Folded] = {
            name: fold(getattr(document, name)[:LONGEST_TEXT]) for name in FIELDS
        }
        self._found = {name: occurrences(self.folded[name]) for name in FIELDS}
        self._held = {name: Counter(map(_TERM, found)) for name, found in self._found.items()}
        self._sentences: dict[str, list[Stretch]] = {}
        counts: dict[str, int] = dict(self._held["text"])
        for term, count in self._held["title"].items():
            counts[term] = counts.get(term, 0) + count * weigher.parameters.title_weight
        if weigher.parameters.signals:
            counts |= {SIGNAL + signal: 1 for signal in document.signals}
        self.counts = counts
        self.chinese, length = measured(counts)
        self._offset = weigher.offset(self.chinese, length)

    @cached_property
    def texts(self) -> list[str]:
        return [self.folded[name].text for name in FIELDS]

    @cached_property
    def asked(self) -> Mapping[str, float]:
        """What it looks for in its own language."""
        return self.weigher.asked(self.counts, self._offset)

    def held(self, terms: Collection[str]) -> Mapping[str, float]:
        """What some of its terms weigh when others look for them."""
        return self.weigher.held(self.counts, self._offset, terms)

    @cached_property
    def bridged(self) -> Mapping[str, float]:
        """What it looks for in the other language."""
        if self.bridge is None or not self._translated:
            return self.asked
        return self.bridge.asked(self.asked, self._translated["title"], self._translated["text"])

    @cached_property
    def _translated(self) -> Mapping[str, Translated]:
        """The fields as the other language has them; nothing without a way to it."""
        if self.bridge is None or not self.bridge.leads_from(chinese=self.chinese):
            return {}
        to = "en" if self.chinese else "zh"
        read = self.bridge.translator.read
        return {name: read(self.folded[name].text, self._held[name], to) for name in FIELDS}

    def places(self, terms: Collection[str]) -> dict[str, list[Place]]:
        """Where some of its terms stand."""
        places: dict[str, list[Place]] = {term: [] for term in terms}
        if not places:
            return places
        for name, found in self._found.items():
            for term, start, end in found:
                if term in places:
                    places[term].append((name, start, end))
        return places

    def origins(self, terms: Collection[str]) -> dict[str, Origins]:
        """The expressions that gave some of its translated terms."""
        origins: dict[str, Origins] = {term: [] for term in terms}
        wanted = frozenset(terms)
        for expression, (given, places) in self._expressions.items():
            for term in given & wanted:
                origins[term].append((expression, places))
        return origins

    @cached_property
    def _expressions(self) -> Mapping[str, tuple[frozenset[str], list[Place]]]:
        """What is translated: the terms that an expression gives, and where it stands."""
        found: dict[str, tuple[frozenset[str], list[Place]]] = {}
        for name, translated in self._translated.items():
            for expression, start, end, shares in translated.expressions():
                if expression not in found:
                    found[expression] = frozenset([term for term, _share in shares]), []
                found[expression][1].append((name, start, end))
        return found

    def sentences(self, field: str) -> list[Stretch]:
        if field not in self._sentences:
            self._sentences[field] = sentences(getattr(self.document, field))
        return self._sentences[field]

    def spans(self, places: Places) -> tuple[Span, ...]:
        folded = self.folded
        return tuple([Span(name, *folded[name].span(start, end)) for name, start, end in places])

    def surface(self, spans: Sequence[Span]) -> str:
        first = spans[0]
        return str(getattr(self.document, first.field))[first.start : first.end]


class Readings:
    """Reads documents and remembers the last few."""

    def __init__(self, weigher: Weigher, bridge: Bridge | None) -> None:
        self.weigher, self.bridge = weigher, bridge
        self._remembered = lru_cache(REMEMBERED)(self._read)

    def of(self, document: Document) -> Reading:
        if len(document.title) + len(document.text) > LONGEST_REMEMBERED:
            return Reading(document, self.weigher, self.bridge)
        return self._remembered(document.title, document.text, document.signals)

    def _read(self, title: str, text: str, signals: tuple[str, ...]) -> Reading:
        return Reading(Document("", "", title, text, signals=signals), self.weigher, self.bridge)
