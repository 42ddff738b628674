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
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

from matching.engine.analysis.analyzer import PAIR, PHRASE, SIGNAL, SINGLE, is_han, terms
from matching.engine.analysis.domain_stopwords import general_terms
from matching.engine.arrays import Floats
from matching.engine.documents import Document
from matching.engine.parameters import Parameters

Counts = Mapping[str, float]
KEPT = 20_000  # terms whose weights are kept at hand: some 2 MB
_CHARACTERS = frozenset({PAIR, SINGLE})
_BESIDE = frozenset({PHRASE, SIGNAL})  # what is no word of a text by itself


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


@dataclass(frozen=True)
class Weigher:
    vocabulary: Mapping[str, int]
    halves: Floats  # h of each term of the vocabulary
    statistics: Statistics
    parameters: Parameters

    def counts(self, document: Document) -> Counter[str]:
        return Counter(terms_of(document, self.parameters))

    def text_form(self, counts: Counts) -> Vector:
        return vector_of(self.held(counts, self.offset(*measured(counts)), counts))

    def asked_form(self, counts: Counts) -> Vector:
        """Scaled so that the score with its own text form is 1; empty when there is nothing to ask."""
        return vector_of(self.asked(counts, self.offset(*measured(counts))))

    def asked(self, counts: Counts, offset: float) -> dict[str, float]:
        """The asked form without an order."""
        terms, halves, found = self._weighing(counts, counts.values())
        raw = list(map(float.__mul__, halves, damped(found, self.parameters.damping)))
        return dict(zip(terms, scaled(raw, self._held(terms, halves, found, offset)), strict=True))

    def held(self, counts: Counts, offset: float, among: Collection[str]) -> dict[str, float]:
        """The text form of some of the terms, without an order."""
        terms, halves, found = self._weighing(among, [counts[term] for term in among])
        return dict(zip(terms, self._held(terms, halves, found, offset), strict=True))

    def offset(self, chinese: bool, length: float) -> float:
        """What the length of a text adds to the denominator of its saturation."""
        mean = self.statistics.length_chinese if chinese else self.statistics.length
        return offset_of(length, mean, chinese, self.parameters)

    def _weighing(
        self, terms: Collection[str], counts: Collection[float]
    ) -> tuple[Collection[str], list[float], Collection[float]]:
        """Those terms that weigh anything, with h of each and how often it stands there."""
        halves = list(map(self.term_weights.__getitem__, terms))
        if all(halves):
            return terms, halves, counts
        return tuple(compress(terms, halves)), list(filter(None, halves)), tuple(compress(counts, halves))

    def _held(
        self, terms: Iterable[str], halves: Iterable[float], counts: Iterable[float], offset: float
    ) -> list[float]:
        more = self.parameters.saturation + 1.0
        return [
            half if term[:2] == SIGNAL else half * (count * more / (count + offset))
            for term, half, count in zip(terms, halves, counts, strict=True)
        ]

    @cached_property
    def term_weights(self) -> "_Halves":
        return _Halves(self)


class _Halves(dict[str, float]):
    """h(t) of the terms met lately, some 2 MB at most."""

    def __init__(self, weigher: Weigher) -> None:
        super().__init__()
        self._weigher = weigher

    def __missing__(self, term: str) -> float:
        if len(self) >= KEPT:
            self.clear()
        weigher = self._weigher
        place = weigher.vocabulary.get(term)
        if place is not None:
            half = float(weigher.halves[place])
        else:
            rare = weigher.statistics.rare_chinese if is_chinese_term(term) else weigher.statistics.rare
            half = math.sqrt(rare * class_weight(term, weigher.parameters))
        self[term] = half
        return half


def vector_of(weights: Mapping[str, float]) -> Vector:
    found = sorted(weights)
    return Vector(tuple(found), tuple([weights[term] for term in found]))


def terms_of(document: Document, parameters: Parameters) -> list[str]:
    signals = [SIGNAL + signal for signal in dict.fromkeys(document.signals)] if parameters.signals else []
    return terms(document.title) * parameters.title_weight + terms(document.text) + signals


def offset_of(length: float, mean: float, chinese: bool, parameters: Parameters) -> float:
    """k * (1 - b + b * length / mean length)"""
    share = parameters.length_chinese if chinese else parameters.length
    return parameters.saturation * ((1.0 - share) + share * (length / mean))


def damped(counts: Iterable[float], damping: str) -> list[float]:
    """How much repetition counts in a need."""
    if damping == "root":
        return [math.sqrt(count) for count in counts]
    if damping == "log":  # fractions occur in translated texts
        return [1.0 + math.log(count) if count > 1 else float(count) for count in counts]
    return [float(count) for count in counts]


def scaled(raw: list[float], own: tuple[float, ...] | list[float]) -> list[float]:
    """`raw` divided by its product with `own`."""
    whole = math.fsum(map(float.__mul__, raw, own))
    return [value / whole for value in raw] if whole else raw


def measured(counts: Counts) -> tuple[bool, float]:
    """Whether a text is Chinese in the main, half of its single characters and pairs against its other words, and how
    many terms it has, phrases and signals left out."""
    chinese = other = 0.0
    counted = []
    for term, count in counts.items():
        mark = term[:2]
        if mark in _BESIDE:
            continue
        counted.append(count)
        if mark in _CHARACTERS:
            chinese += count / 2
        elif term[0] < "\u3005" or not is_han(term):  # few terms need the second question
            other += count
    return chinese > other, math.fsum(counted)


def is_chinese(counts: Counts) -> bool:
    return measured(counts)[0]


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
