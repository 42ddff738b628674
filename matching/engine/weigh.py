"""Terms to weights. One formula for one text and for many.

Two forms of a document: its *text* form says what it holds, its *asked* form what it looks for. A score is the product of
the need's asked form and the offer's text form:

    text(t)  = h(t) * tf * (k + 1) / (tf + k * (1 - b + b * length / mean length))
    asked(t) = h(t) * damped(tf) / self
    h(t)     = sqrt(idf(t) * weight of the term's class)

The first line is BM25's saturation (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, section 3.4); idf is
shared out to both sides by its root, so that it counts once, as there. `self` is the score of the need with its own text:
scores are shares of that.

A signal (a code, a stage: what stands beside the text) counts once whatever the length of the text: its text form is h(t)
alone. Square roots, tables, single operations and exactly rounded sums make a text's weights the same to the last bit
however they are computed, so that equal texts always tie.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.general import general_terms
from matching.engine.text import PAIR, PHRASE, SIGNAL, SINGLE, is_han, terms
from matching.engine.types import Document, Parameters

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]
Counts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Vector:
    """The terms of a document in alphabetical order with their weights, all above 0."""

    terms: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the fit learnt of the catalogue as a whole."""

    rare: float  # idf of a word met in one document: what a new word gets
    rare_chinese: float
    length: float  # mean number of terms of an offer
    length_chinese: float


@dataclass(frozen=True, slots=True)
class Weigher:
    vocabulary: Mapping[str, int]
    halves: Floats  # h of each term of the vocabulary
    statistics: Statistics
    parameters: Parameters

    def half_of(self, term: str) -> float:
        """h(t); a word that the fit did not meet counts as one met once."""
        place = self.vocabulary.get(term)
        if place is not None:
            return float(self.halves[place])
        rare = self.statistics.rare_chinese if is_chinese_term(term) else self.statistics.rare
        return math.sqrt(rare * class_weight(term, self.parameters))

    def counts(self, document: Document) -> Counter[str]:
        return Counter(terms_of(document, self.parameters))

    def text_form(self, counts: Counts, among: Collection[str] | None = None) -> Vector:
        """`among`: the terms that are asked for; all when it is None."""
        offset = self._offset(counts)
        found = self._weighing(counts if among is None else among)
        weights = (half * self._worth(term, counts[term], offset) for term, half in found)
        return Vector(tuple(term for term, _half in found), tuple(weights))

    def asked_form(self, counts: Counts) -> Vector:
        """Scaled so that the score with its own text form is 1; empty when there is nothing to ask."""
        found = self._weighing(counts)
        raw = [half * damp(counts[term], self.parameters.damping) for term, half in found]
        own = self.text_form(counts).weights
        return Vector(tuple(term for term, _half in found), tuple(scaled(raw, own)))

    def _weighing(self, terms: Collection[str]) -> list[tuple[str, float]]:
        halves = ((term, self.half_of(term)) for term in sorted(terms))
        return [(term, half) for term, half in halves if half > 0]

    def _worth(self, term: str, count: float, offset: float) -> float:
        return 1.0 if term.startswith(SIGNAL) else saturated(count, offset, self.parameters)

    def _offset(self, counts: Counts) -> float:
        chinese = is_chinese(counts)
        mean = self.statistics.length_chinese if chinese else self.statistics.length
        return offset_of(length_of(counts), mean, chinese, self.parameters)


def terms_of(document: Document, parameters: Parameters) -> list[str]:
    signals = [SIGNAL + signal for signal in dict.fromkeys(document.signals)] if parameters.signals else []
    return terms(document.title) * parameters.title_weight + terms(document.text) + signals


def saturated(count: float, offset: float, parameters: Parameters) -> float:
    return count * (parameters.saturation + 1.0) / (count + offset)


def offset_of(length: float, mean: float, chinese: bool, parameters: Parameters) -> float:
    """k * (1 - b + b * length / mean length)"""
    share = parameters.length_chinese if chinese else parameters.length
    return parameters.saturation * ((1.0 - share) + share * (length / mean))


def damp(count: float, damping: str) -> float:
    if damping == "root":
        return math.sqrt(count)
    if damping == "log":  # fractions occur in translated texts
        return 1.0 + math.log(count) if count > 1 else count
    return float(count)


def scaled(raw: list[float], own: tuple[float, ...] | list[float]) -> list[float]:
    """`raw` divided by its product with `own`."""
    whole = math.fsum(map(float.__mul__, raw, own))
    return [value / whole for value in raw] if whole else raw


def length_of(counts: Counts) -> float:
    """The number of terms, phrases and signals left out."""
    return math.fsum(count for term, count in counts.items() if not term.startswith((PHRASE, SIGNAL)))


def is_chinese(counts: Counts) -> bool:
    """Whether a text is Chinese in the main: half of its single characters and pairs against its other words."""
    chinese = other = 0.0
    for term, count in counts.items():
        if term.startswith((PAIR, SINGLE)):
            chinese += count / 2
        elif not term.startswith((PHRASE, SIGNAL)) and not is_han(term):
            other += count
    return chinese > other


def is_chinese_term(term: str) -> bool:
    return term.startswith((PAIR, SINGLE)) or is_han(term)


def class_weight(term: str, parameters: Parameters) -> float:
    weight = parameters.general if term in general_terms() else 1.0
    prefix = term[:2]
    if prefix == PAIR:
        return weight * parameters.bigrams
    if prefix == SINGLE:
        return weight * parameters.characters
    if prefix == PHRASE:
        return weight * parameters.phrases
    if prefix == SIGNAL:
        return parameters.signals
    return weight * (parameters.words if is_han(term) else 1.0)
