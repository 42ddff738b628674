"""Terms to weights. One formula for one text and for many.

Two forms of a document: its *text* form says what it holds, its *query_weights* form what it looks for. A score is the product of
the need's query_weights form and the offer's text form:

    text(t)  = h(t) * tf * (k + 1) / (tf + k * (1 - b + b * length / mean length))
    query_weights(t) = h(t) * sublinear_tf(tf) / self
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

from matching.engine.analysis.analyzer import BIGRAM, PHRASE, SIGNAL, UNIGRAM, index_terms, is_han
from matching.engine.analysis.domain_stopwords import domain_stopwords
from matching.engine.arrays import Floats
from matching.engine.documents import Document
from matching.engine.parameters import Parameters

Counts = Mapping[str, float]
CACHE_SIZE = 20_000  # terms whose weights are kept at hand: some 2 MB
_CHARACTER_CLASSES = frozenset({BIGRAM, UNIGRAM})
_NOT_COUNTED = frozenset({PHRASE, SIGNAL})  # what is no word of a text by itself


@dataclass(frozen=True, slots=True)
class TermVector:
    """The terms of a document in alphabetical order with their weights, all above 0."""

    terms: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightingStatistics:
    """What the fit learnt of the catalogue as a whole."""

    rare: float  # idf of a word met in one document: what a new word gets
    rare_chinese: float
    length: float  # mean number of terms of an offer
    length_chinese: float


@dataclass(frozen=True)
class TfidfWeighting:
    vocabulary: Mapping[str, int]
    known_weights: Floats  # h of each term of the vocabulary
    statistics: WeightingStatistics
    parameters: Parameters

    def counts(self, document: Document) -> Counter[str]:
        return Counter(document_terms(document, self.parameters))

    def document_vector(self, counts: Counts) -> TermVector:
        return sorted_vector(
            self.document_weights(counts, self.length_normalisation(*language_and_length(counts)), counts)
        )

    def query_vector(self, counts: Counts) -> TermVector:
        """Scaled so that the score with its own text form is 1; empty when there is nothing to ask."""
        return sorted_vector(
            self.query_weights(counts, self.length_normalisation(*language_and_length(counts)))
        )

    def query_weights(self, counts: Counts, normalisation: float) -> dict[str, float]:
        """The query_weights form without an order."""
        terms, term_weights, found = self._weighing(counts, counts.values())
        raw = list(map(float.__mul__, term_weights, sublinear_tf(found, self.parameters.damping)))
        return dict(
            zip(
                terms,
                self_normalised(raw, self._saturated(terms, term_weights, found, normalisation)),
                strict=True,
            )
        )

    def document_weights(
        self, counts: Counts, normalisation: float, among: Collection[str]
    ) -> dict[str, float]:
        """The text form of some of the terms, without an order."""
        terms, term_weights, found = self._weighing(among, [counts[term] for term in among])
        return dict(zip(terms, self._saturated(terms, term_weights, found, normalisation), strict=True))

    def length_normalisation(self, chinese: bool, length: float) -> float:
        """What the length of a text adds to the denominator of its saturation."""
        mean = self.statistics.length_chinese if chinese else self.statistics.length
        return length_normalisation(length, mean, chinese, self.parameters)

    def _weighing(
        self, terms: Collection[str], counts: Collection[float]
    ) -> tuple[Collection[str], list[float], Collection[float]]:
        """Those terms that weigh anything, with h of each and how often it stands there."""
        term_weights = list(map(self.term_weights.__getitem__, terms))
        if all(term_weights):
            return terms, term_weights, counts
        return (
            tuple(compress(terms, term_weights)),
            list(filter(None, term_weights)),
            tuple(compress(counts, term_weights)),
        )

    def _saturated(
        self,
        terms: Iterable[str],
        term_weights: Iterable[float],
        counts: Iterable[float],
        normalisation: float,
    ) -> list[float]:
        more = self.parameters.saturation + 1.0
        return [
            term_weight if term[:2] == SIGNAL else term_weight * (count * more / (count + normalisation))
            for term, term_weight, count in zip(terms, term_weights, counts, strict=True)
        ]

    @cached_property
    def term_weights(self) -> "_TermWeightCache":
        return _TermWeightCache(self)


class _TermWeightCache(dict[str, float]):
    """h(t) of the terms met lately, some 2 MB at most."""

    def __init__(self, weighting: TfidfWeighting) -> None:
        super().__init__()
        self._weighting = weighting

    def __missing__(self, term: str) -> float:
        if len(self) >= CACHE_SIZE:
            self.clear()
        weighting = self._weighting
        position = weighting.vocabulary.get(term)
        if position is not None:
            term_weight = float(weighting.known_weights[position])
        else:
            rare = weighting.statistics.rare_chinese if is_chinese_term(term) else weighting.statistics.rare
            term_weight = math.sqrt(rare * class_weight(term, weighting.parameters))
        self[term] = term_weight
        return term_weight


def sorted_vector(weights: Mapping[str, float]) -> TermVector:
    found = sorted(weights)
    return TermVector(tuple(found), tuple([weights[term] for term in found]))


def document_terms(document: Document, parameters: Parameters) -> list[str]:
    signals = [SIGNAL + signal for signal in dict.fromkeys(document.signals)] if parameters.signals else []
    return index_terms(document.title) * parameters.title_weight + index_terms(document.text) + signals


def length_normalisation(length: float, mean: float, chinese: bool, parameters: Parameters) -> float:
    """k * (1 - b + b * length / mean length)"""
    share = parameters.length_chinese if chinese else parameters.length
    return parameters.saturation * ((1.0 - share) + share * (length / mean))


def sublinear_tf(counts: Iterable[float], damping: str) -> list[float]:
    """How much repetition counts in a need."""
    if damping == "root":
        return [math.sqrt(count) for count in counts]
    if damping == "log":  # fractions occur in translated texts
        return [1.0 + math.log(count) if count > 1 else float(count) for count in counts]
    return [float(count) for count in counts]


def self_normalised(raw: list[float], own: tuple[float, ...] | list[float]) -> list[float]:
    """`raw` divided by its product with `own`."""
    whole = math.fsum(map(float.__mul__, raw, own))
    return [value / whole for value in raw] if whole else raw


def language_and_length(counts: Counts) -> tuple[bool, float]:
    """Whether a text is Chinese in the main, term_weight of its single characters and pairs against its other words, and how
    many terms it has, phrases and signals left out."""
    chinese = other = 0.0
    counted = []
    for term, count in counts.items():
        mark = term[:2]
        if mark in _NOT_COUNTED:
            continue
        counted.append(count)
        if mark in _CHARACTER_CLASSES:
            chinese += count / 2
        elif term[0] < "\u3005" or not is_han(term):  # few terms need the second question
            other += count
    return chinese > other, math.fsum(counted)


def is_chinese(counts: Counts) -> bool:
    return language_and_length(counts)[0]


def is_chinese_term(term: str) -> bool:
    return term.startswith((BIGRAM, UNIGRAM)) or is_han(term)


def class_weight(term: str, parameters: Parameters) -> float:
    weight = parameters.general if term in domain_stopwords() else 1.0
    prefix = term[:2]
    if prefix == BIGRAM:
        return weight * parameters.bigrams
    if prefix == UNIGRAM:
        return weight * parameters.characters
    if prefix == PHRASE:
        return weight * parameters.phrases
    if prefix == SIGNAL:
        return parameters.signals
    return weight * (parameters.words if is_han(term) else 1.0)
