"""A document folded and cut once, for explanations: its terms, where they stand and what they weigh."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from matching.engine.bridge import Bridge
from matching.engine.fold import Folded, fold
from matching.engine.gather import Place, Places
from matching.engine.text import LONGEST_TEXT, SIGNAL, occurrences
from matching.engine.types import Document, Span
from matching.engine.weigh import Vector, Weigher, is_chinese

FIELDS = ("title", "text")
REMEMBERED = 32  # readings kept: a page explains one listing beside ten others
LONGEST_REMEMBERED = 20_000  # characters; longer texts are read anew each time


class Reading:
    def __init__(self, document: Document, weigher: Weigher) -> None:
        self.document, self.weigher = document, weigher
        self.folded: dict[str, Folded] = {
            name: fold(getattr(document, name)[:LONGEST_TEXT]) for name in FIELDS
        }
        self.places: dict[str, list[Place]] = {}
        counts: dict[str, int] = {}
        for name in FIELDS:
            weight = weigher.parameters.title_weight if name == "title" else 1
            for term, start, end in occurrences(self.folded[name]):
                self.places.setdefault(term, []).append((name, start, end))
                counts[term] = counts.get(term, 0) + weight
        if weigher.parameters.signals:
            counts |= {SIGNAL + signal: 1 for signal in document.signals}
        self.counts = counts

    @cached_property
    def chinese(self) -> bool:
        return is_chinese(self.counts)

    @cached_property
    def texts(self) -> list[str]:
        return [self.folded[name].text for name in FIELDS]

    @cached_property
    def asked(self) -> Mapping[str, float]:
        """What it looks for in its own language."""
        return _weights(self.weigher.asked_form(self.counts))

    def held(self, terms: Sequence[str]) -> Mapping[str, float]:
        """What some of its terms weigh when others look for them."""
        return _weights(self.weigher.text_form(self.counts, terms))

    def bridged(self, bridge: Bridge) -> tuple[Mapping[str, float], Mapping[str, Places]]:
        """What it looks for in the other language, and where the translated terms come from."""
        if self._bridged is None:
            to = "en" if self.chinese else "zh"
            places = bridge.places({name: self.folded[name].text for name in FIELDS}, to)
            self._bridged = _weights(bridge.asked_form(self.document)), places
        return self._bridged

    _bridged: tuple[Mapping[str, float], Mapping[str, Places]] | None = None

    def folded_at(self, place: Place) -> str:
        name, start, end = place
        return self.folded[name].text[start:end]

    def spans(self, places: Places) -> tuple[Span, ...]:
        return tuple(Span(name, *self.folded[name].span(start, end)) for name, start, end in places)

    def surface(self, spans: Sequence[Span]) -> str:
        first = spans[0]
        return str(getattr(self.document, first.field))[first.start : first.end]


class Readings:
    """Reads documents and remembers the last few."""

    def __init__(self, weigher: Weigher) -> None:
        self.weigher = weigher
        self._remembered = lru_cache(REMEMBERED)(self._read)

    def of(self, document: Document) -> Reading:
        if len(document.title) + len(document.text) > LONGEST_REMEMBERED:
            return Reading(document, self.weigher)
        return self._remembered(document.title, document.text, document.signals)

    def _read(self, title: str, text: str, signals: tuple[str, ...]) -> Reading:
        return Reading(Document("", "", title, text, signals=signals), self.weigher)


def _weights(vector: Vector) -> dict[str, float]:
    return dict(zip(vector.terms, vector.weights, strict=True))
