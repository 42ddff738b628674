"""A need as documents of the other language are asked for it: its own terms and, below them, translated ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.engine.bilingual.dictionary import Dictionary, shipped
from matching.engine.translate import Translator, unread
from matching.engine.types import Document
from matching.engine.weigh import Vector, Weigher, is_chinese

# A translated text of ours scores higher than the same text written in that language, since it holds only what the
# index knows, and so do pairs that have nothing to do with each other. With this factor one unrelated pair in a hundred
# reaches about what it does within one language (bench/languages.py prints the strengths).
FACTOR = 0.62


@dataclass(frozen=True)
class Bridge:
    """The way to the other language for the documents of one index. The dictionary is read when first needed."""

    weigher: Weigher
    dictionary: Dictionary | None = None  # None: the shipped one

    @cached_property
    def translator(self) -> Translator:
        return Translator(self.dictionary or shipped(), self.weigher.vocabulary.__contains__)

    def asked_form(self, document: Document) -> Vector:
        """The asked form for documents whose language is not that of this one.

        No term weighs less than in `weigher.asked_form`, so no document scores lower for the bridge.
        """
        weigher = self.weigher
        counts = weigher.counts(document)
        own = weigher.asked_form(counts)
        weights = dict(zip(own.terms, own.weights, strict=True))
        other = weigher.asked_form(self.bag(document, "en" if is_chinese(counts) else "zh"))
        factor = FACTOR * weigher.parameters.bridge
        for term, weight in zip(other.terms, other.weights, strict=True):
            weights[term] = max(weights.get(term, 0.0), factor * weight)
        found = sorted(weights)
        return Vector(tuple(found), tuple(weights[term] for term in found))

    def bag(self, document: Document, to: str) -> dict[str, float]:
        """How often each term stands in the translated document, the title counted as often as in an own text."""
        bag = self.translator.bag(document.text, to)
        for term, count in self.translator.bag(document.title, to).items():
            bag[term] = bag.get(term, 0.0) + count * self.weigher.parameters.title_weight
        return bag

    def places(self, texts: Mapping[str, str], to: str) -> dict[str, list[tuple[str, int, int]]]:
        """Where each translated term comes from, in the folded texts of the fields: for explanations."""
        found: dict[str, list[tuple[str, int, int]]] = {}
        for field, folded in texts.items():
            for start, end, shares in self.translator.places(folded, to):
                for term, _share in shares or unread(folded[start:end], to):
                    found.setdefault(term, []).append((field, start, end))
        return found


def bridged_forms(bridge: Bridge, needs: Iterable[Document]) -> list[tuple[list[int], list[float]]]:
    """Numbers and weights of the known terms of each need's asked form for the other language."""
    vocabulary = bridge.weigher.vocabulary
    forms = []
    for need in needs:
        vector = bridge.asked_form(need)
        known = [
            (vocabulary[term], weight)
            for term, weight in zip(vector.terms, vector.weights, strict=True)
            if term in vocabulary
        ]
        forms.append(([number for number, _weight in known], [weight for _number, weight in known]))
    return forms
