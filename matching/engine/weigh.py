"""Terms to weights: repetition damped, rare terms heavy, unit length. One formula for one text and for many.

The square root, the logarithm table, single multiplications and an exactly rounded sum make a text's weights the
same to the last bit however they are computed, so that equal texts always tie.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.text import PAIR, PHRASE, SINGLE, is_han, terms
from matching.engine.types import Document, Parameters

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Vector:
    """The terms of a document in alphabetical order with their weights; unit length, or empty."""

    terms: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Weigher:
    vocabulary: Mapping[str, int]
    idf: Floats  # of the vocabulary, weight of the term's class included
    rare: float  # idf of a term met in one document: what a new word gets
    parameters: Parameters

    def idf_of(self, term: str) -> float:
        place = self.vocabulary.get(term)
        return class_weight(term, self.parameters) * self.rare if place is None else float(self.idf[place])

    def vector(self, document: Document) -> Vector:
        return self.vector_of(Counter(terms_of(document, self.parameters)))

    def vector_of(self, counts: Mapping[str, float]) -> Vector:
        found = sorted(counts)
        damped = (damp(counts[term], self.parameters.damping) for term in found)
        raw = [value * self.idf_of(term) for value, term in zip(damped, found, strict=True)]
        return Vector(tuple(found), tuple(unit(raw)))


def terms_of(document: Document, parameters: Parameters) -> list[str]:
    return terms(document.title) * parameters.title_weight + terms(document.text)


def damp(count: float, damping: str) -> float:
    if damping == "root":
        return math.sqrt(count)
    return 1.0 + math.log(count) if damping == "log" and count > 1 else float(count)


def unit(raw: list[float]) -> list[float]:
    length = math.sqrt(math.fsum(value * value for value in raw))
    return [value / length for value in raw] if length else raw


def class_weight(term: str, parameters: Parameters) -> float:
    prefix = term[:2]
    if prefix == PAIR:
        return parameters.bigrams
    if prefix == SINGLE:
        return parameters.characters
    if prefix == PHRASE:
        return parameters.phrases
    return parameters.words if is_han(term) else 1.0
