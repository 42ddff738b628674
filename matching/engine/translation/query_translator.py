"""A need as documents of the other language are asked for it: its own terms and, below them, translated ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.engine.analysis.analyzer import LONGEST_TEXT, terms
from matching.engine.analysis.normalization import fold
from matching.engine.documents import Document
from matching.engine.translation.dictionary.bilingual_dictionary import Dictionary, shipped
from matching.engine.translation.text_translator import Translated, Translator
from matching.engine.weighting.tfidf import Vector, Weigher, measured, vector_of

# A translated text of ours scores higher than the same text written in that language, since it holds only what the
# index knows, and so do pairs that have nothing to do with each other. With this factor one unrelated pair in a hundred
# reaches about what it does within one language (bench/languages.py prints the strengths).
FACTOR = 0.62
BOTH = frozenset({True, False})


@dataclass(frozen=True)
class Bridge:
    """The way to the other language for the documents of one index. The dictionary is read when first needed.

    It leads to the languages of the generation's documents only. A generation knows no word of a language that it
    has no document of, so it could not translate into it, and the forms of its own documents were made without.
    """

    weigher: Weigher
    dictionary: Dictionary | None = None  # None: the shipped one
    languages: frozenset[bool] = BOTH  # whether they are Chinese

    @cached_property
    def translator(self) -> Translator:
        return Translator(self.dictionary or shipped(), self.weigher.vocabulary.__contains__)

    def leads_from(self, *, chinese: bool) -> bool:
        return (not chinese) in self.languages

    def asked_form(self, document: Document) -> Vector:
        """The asked form for documents whose language is not that of this one.

        No term weighs less than in `weigher.asked_form`, so no document scores lower for the bridge.
        """
        counts = self.weigher.counts(document)
        chinese, length = measured(counts)
        own = self.weigher.asked(counts, self.weigher.offset(chinese, length))
        if not self.leads_from(chinese=chinese):
            return vector_of(own)
        return vector_of(
            self.asked(own, *(self._read(text, chinese) for text in (document.title, document.text)))
        )

    def asked(self, own: Mapping[str, float], title: Translated, text: Translated) -> dict[str, float]:
        """The same from the asked form within the language and the fields as the other language has them."""
        bag = text.bag()
        for term, count in title.bag().items():  # a title counts as often as in an own text
            bag[term] = bag.get(term, 0.0) + count * self.weigher.parameters.title_weight
        factor = FACTOR * self.weigher.parameters.bridge
        translated = self.weigher.asked(bag, self.weigher.offset(*measured(bag)))
        weights = {term: factor * weight for term, weight in translated.items()}
        for term in title.unread() | text.unread():  # stored forms know the words of the generation only
            if term not in own and term not in self.weigher.vocabulary:
                weights.pop(term, None)
        for term, weight in own.items():
            if weight > weights.get(term, 0.0):
                weights[term] = weight
        return weights

    def _read(self, text: str, chinese: bool) -> Translated:
        folded = fold(text[:LONGEST_TEXT]).text
        return self.translator.read(folded, Counter(terms(folded)), "en" if chinese else "zh")


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
