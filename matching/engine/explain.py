"""Why two documents suit each other: shared terms with their weights and places, adding up to the score."""

import math
from collections.abc import Sequence

from matching.engine.bridge import Bridge
from matching.engine.fold import Folded, fold
from matching.engine.gather import Place, Places, Shared, gathered
from matching.engine.sentences import telling
from matching.engine.text import LONGEST_TEXT, occurrences
from matching.engine.types import Document, Explanation, Part, Span, Term
from matching.engine.weigh import Vector, Weigher, is_chinese

WORDS, DESIGNATIONS = "words", "designations"
_FIELDS = ("title", "text")


class _Read:
    """One document, folded and cut once: its vector, where its terms stand and how they read."""

    def __init__(self, document: Document, weigher: Weigher) -> None:
        self.document = document
        self.folded: dict[str, Folded] = {
            name: fold(getattr(document, name)[:LONGEST_TEXT]) for name in _FIELDS
        }
        self.places: dict[str, list[Place]] = {}
        counts: dict[str, int] = {}
        for name in _FIELDS:
            weight = weigher.parameters.title_weight if name == "title" else 1
            for term, start, end in occurrences(self.folded[name]):
                self.places.setdefault(term, []).append((name, start, end))
                counts[term] = counts.get(term, 0) + weight
        self.counts = counts

    def texts(self) -> list[str]:
        return [self.folded[name].text for name in _FIELDS]

    def spans(self, places: Places) -> tuple[Span, ...]:
        return tuple(Span(name, *self.folded[name].span(start, end)) for name, start, end in places)

    def surface(self, spans: Sequence[Span]) -> str:
        first = spans[0]
        return str(getattr(self.document, first.field))[first.start : first.end]


def explain(weigher: Weigher, bridge: Bridge | None, need: Document, offer: Document) -> Explanation:
    sides = one, other = _Read(need, weigher), _Read(offer, weigher)
    asked, places = weigher.asked_form(one.counts), one.places
    if bridge is not None and is_chinese(one.counts) != is_chinese(other.counts):
        asked = bridge.asked_form(need)
        to = "zh" if is_chinese(other.counts) else "en"
        places = bridge.places({name: one.folded[name].text for name in _FIELDS}, to) | places
    held = _weights(weigher.text_form(other.counts))
    shared = {
        term: (weight * held[term], places[term], other.places[term])
        for term, weight in _weights(asked).items()
        if term in held
    }
    terms = [_term(entry, *sides) for entry in gathered(shared, other.texts())]
    terms.sort(key=lambda term: (-term.weight, term.term))
    parts = tuple(
        Part(name, math.fsum(term.weight for term in chosen), tuple(chosen))
        for name in (WORDS, DESIGNATIONS)
        if (chosen := [term for term in terms if _part_of(term.term) == name])
    )
    score = math.fsum(part.score for part in parts)
    return Explanation(
        score=score,
        strength=min(score, 1.0),
        parts=parts,
        sentences_need=telling(need.title, need.text, [(term.weight, term.spans_need) for term in terms]),
        sentences_offer=telling(offer.title, offer.text, [(term.weight, term.spans_offer) for term in terms]),
    )


def _weights(vector: Vector) -> dict[str, float]:
    return dict(zip(vector.terms, vector.weights, strict=True))


def _term(entry: Shared, need: _Read, offer: _Read) -> Term:
    spans_need, spans_offer = need.spans(entry.need), offer.spans(entry.offer)
    return Term(
        term=entry.reads,
        surface_need=need.surface(spans_need),
        surface_offer=offer.surface(spans_offer),
        weight=math.fsum(entry.weights),
        spans_need=spans_need,
        spans_offer=spans_offer,
    )


def _part_of(term: str) -> str:
    """Designations and figures hold a digit: 6061-t6, 10kv, 5g."""
    return DESIGNATIONS if any(letter.isdigit() for letter in term) else WORDS
