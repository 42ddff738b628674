"""Vectors of documents: tf-idf with BM25's saturation on one side and sublinear term frequency on the other.

An offer has a document vector d, a need a query vector q; a score is their product:

    d(t) = h(t) * tf * (k + 1) / (tf + k * (1 - b + b * length / mean length))
    q(t) = h(t) * (1 + ln tf) / self
    h(t) = sqrt(idf(t) * weight of the term's class)

d is BM25's saturation and length normalisation (Robertson et al., Okapi at TREC-3, 1994; Robertson and
Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.4). idf counts once in a
product, as there, since each side has its root. 1 + ln tf is sublinear tf scaling (Manning, Raghavan and
Schuetze, Introduction to Information Retrieval, 2008, section 6.4.1). `self` is the product of the need's
unscaled query vector with its own document vector, so a score is a share of what the need scores with its own
text.

A signal (a code, a stage: it stands beside the text) has tf 1 and no length: d(t) = h(t).

Weights are the same to the last bit whether a document is weighed alone or in bulk: only square roots,
logarithms of small counts, single operations and exactly rounded sums are used. So equal texts tie.
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
CACHE_SIZE = 20_000  # terms in the cache of weights: some 2 MB
_CHARACTER_CLASSES = frozenset({BIGRAM, UNIGRAM})
_NOT_COUNTED = frozenset({PHRASE, SIGNAL})  # classes left out of the length


@dataclass(frozen=True, slots=True)
class TermVector:
    """Terms in alphabetical order with their weights, all above 0."""

    terms: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightingStatistics:
    """Figures of the corpus that the manifest holds under these names: idf of a term met in one document,
    mean lengths.
    """

    rare: float  # idf of a term met in one document, for new terms too
    rare_chinese: float
    length: float  # mean length of an offer in terms
    length_chinese: float


@dataclass(frozen=True)
class TfidfWeighting:
    """The formulas above for one vocabulary."""

    vocabulary: Mapping[str, int]
    known_weights: Floats  # h of each term of the vocabulary
    statistics: WeightingStatistics
    parameters: Parameters

    def counts(self, document: Document) -> Counter[str]:
        """Term frequencies; a term of the title counts `title_weight` times, a signal once."""
        return Counter(document_terms(document, self.parameters))

    def document_vector(self, counts: Counts) -> TermVector:
        """d(t) of every term that weighs anything."""
        return sorted_vector(
            self.document_weights(counts, self.length_normalisation(*language_and_length(counts)), counts)
        )

    def query_vector(self, counts: Counts) -> TermVector:
        """q(t) of every term that weighs anything; empty for a document without terms."""
        return sorted_vector(
            self.query_weights(counts, self.length_normalisation(*language_and_length(counts)))
        )

    def query_weights(self, counts: Counts, normalisation: float) -> dict[str, float]:
        """q(t) by term, in no order; `normalisation` is `length_normalisation` of the document."""
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
        """d(t) of the terms `among`, in no order."""
        terms, term_weights, found = self._weighing(among, [counts[term] for term in among])
        return dict(zip(terms, self._saturated(terms, term_weights, found, normalisation), strict=True))

    def length_normalisation(self, chinese: bool, length: float) -> float:
        """k * (1 - b + b * length / mean length) for a text of so many terms in its language."""
        mean = self.statistics.length_chinese if chinese else self.statistics.length
        return length_normalisation(length, mean, chinese, self.parameters)

    def _weighing(
        self, terms: Collection[str], counts: Collection[float]
    ) -> tuple[Collection[str], list[float], Collection[float]]:
        """The terms with h(t) above 0, their h(t) and their counts."""
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
        """d(t) of each term."""
        more = self.parameters.saturation + 1.0
        return [
            term_weight if term[:2] == SIGNAL else term_weight * (count * more / (count + normalisation))
            for term, term_weight, count in zip(terms, term_weights, counts, strict=True)
        ]

    @cached_property
    def term_weights(self) -> "_TermWeightCache":
        """h(t) by term; a term that is not in the vocabulary has the idf of one met in one document."""
        return _TermWeightCache(self)


class _TermWeightCache(dict[str, float]):
    """h(t) of up to CACHE_SIZE terms, computed when first asked for."""

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
    """Terms of the title (`title_weight` times), of the text, and signals."""
    signals = [SIGNAL + signal for signal in dict.fromkeys(document.signals)] if parameters.signals else []
    return index_terms(document.title) * parameters.title_weight + index_terms(document.text) + signals


def length_normalisation(length: float, mean: float, chinese: bool, parameters: Parameters) -> float:
    """k * (1 - b + b * length / mean): what is added to tf in the denominator of the saturation."""
    share = parameters.length_chinese if chinese else parameters.length
    return parameters.saturation * ((1.0 - share) + share * (length / mean))


def sublinear_tf(counts: Iterable[float], damping: str) -> list[float]:
    """Term frequencies as they count in a need: 1 + ln tf (tf itself below 1), its root, or tf, by the name
    of `damping`.
    """
    if damping == "root":
        return [math.sqrt(count) for count in counts]
    if damping == "log":  # fractions occur in translated texts
        return [1.0 + math.log(count) if count > 1 else float(count) for count in counts]
    return [float(count) for count in counts]


def self_normalised(raw: list[float], own: tuple[float, ...] | list[float]) -> list[float]:
    """`raw` divided by its product with `own`; `raw` itself where that is 0."""
    whole = math.fsum(map(float.__mul__, raw, own))
    return [value / whole for value in raw] if whole else raw


def language_and_length(counts: Counts) -> tuple[bool, float]:
    """(whether most of the text is Chinese, its length in terms without phrases and signals).

    Chinese: half of the counts of characters and bigrams is more than the count of other words.
    """
    chinese = other = 0.0
    counted = []
    for term, count in counts.items():
        mark = term[:2]
        if mark in _NOT_COUNTED:
            continue
        counted.append(count)
        if mark in _CHARACTER_CLASSES:
            chinese += count / 2
        elif term[0] < "\u3005" or not is_han(term):  # most terms are told by the first test
            other += count
    return chinese > other, math.fsum(counted)


def is_chinese(counts: Counts) -> bool:
    return language_and_length(counts)[0]


def is_chinese_term(term: str) -> bool:
    return term.startswith((BIGRAM, UNIGRAM)) or is_han(term)


def class_weight(term: str, parameters: Parameters) -> float:
    """The weight of a term's class: the parameters `bigrams`, `characters`, `phrases`, `signals`, `words` or
    1, times `general`.
    """
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
