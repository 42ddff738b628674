"""A document as documents of the other language are asked for it: its own terms and, below them, translated ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.engine.translate import Translator
from matching.engine.types import Document, Span
from matching.engine.weigh import Vector, Weigher

# A translated text of ours scores higher than the same text written in that language, since it holds only what the
# index knows. With this factor the median true pair is a little weaker across languages than within one
# (bench/languages.py prints both).
FACTOR = 0.75


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a translated term comes from: the stretch of the original and the share of it that the term has."""

    span: Span
    share: float


def bridged(weigher: Weigher, translator: Translator, document: Document, to: str) -> Vector:
    """The vector for documents whose language is `to`.

    No term weighs less than in `weigher.vector(document)`, so no document scores lower for the bridge.
    """
    vector = weigher.vector(document)
    weights = dict(zip(vector.terms, vector.weights, strict=True))
    bag = translator.bag(document.text, to)
    for term, count in translator.bag(document.title, to).items():
        bag[term] = bag.get(term, 0.0) + count * weigher.parameters.title_weight
    other = weigher.vector_of(bag)
    for term, weight in zip(other.terms, other.weights, strict=True):
        weights[term] = max(weights.get(term, 0.0), FACTOR * weight)
    found = sorted(weights)
    return Vector(tuple(found), tuple(weights[term] for term in found))


def origins(translator: Translator, document: Document, to: str) -> Mapping[str, list[Origin]]:
    """Every translated term with the words it comes from, in reading order, title first: for explanations."""
    found: dict[str, list[Origin]] = {}
    for field, text in (("title", document.title), ("text", document.text)):
        for place in translator.translated(text, to):
            for term, share in place.shares:
                found.setdefault(term, []).append(Origin(Span(field, place.start, place.end), share))
    return found
