"""A need as documents of the other language are asked for it: its own terms and, below them, translated ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.engine.analysis.analyzer import MAX_FIELD_LENGTH, index_terms
from matching.engine.analysis.normalization import normalize
from matching.engine.documents import Document
from matching.engine.translation.dictionary.bilingual_dictionary import (
    BilingualDictionary,
    default_dictionary,
)
from matching.engine.translation.text_translator import TextTranslator, TranslatedText
from matching.engine.weighting.tfidf import TermVector, TfidfWeighting, language_and_length, sorted_vector

# A translated text of ours scores higher than the same text written in that language, since it holds only what the
# index knows, and so do pairs that have nothing to do with each other. With this factor one unrelated pair in a hundred
# reaches about what it does within one language (bench/languages.py prints the strengths).
CROSSLINGUAL_FACTOR = 0.62
BOTH_LANGUAGES = frozenset({True, False})


@dataclass(frozen=True)
class QueryTranslator:
    """The way to the other language for the documents of one index. The dictionary is read when first needed.

    It leads to the languages of the generation's documents only. A generation knows no word of a language that it
    has no document of, so it could not translate into it, and the forms of its own documents were made without.
    """

    weighting: TfidfWeighting
    dictionary: BilingualDictionary | None = None  # None: the default_dictionary one
    languages: frozenset[bool] = BOTH_LANGUAGES  # whether they are Chinese

    @cached_property
    def translator(self) -> TextTranslator:
        return TextTranslator(self.dictionary or default_dictionary(), self.weighting.vocabulary.__contains__)

    def translates_from(self, *, chinese: bool) -> bool:
        return (not chinese) in self.languages

    def query_vector(self, document: Document) -> TermVector:
        """The asked form for documents whose language is not that of this one.

        No term weighs less than in `weighting.query_vector`, so no document scores lower for the query_translator.
        """
        counts = self.weighting.counts(document)
        chinese, length = language_and_length(counts)
        own = self.weighting.query_weights(counts, self.weighting.length_normalisation(chinese, length))
        if not self.translates_from(chinese=chinese):
            return sorted_vector(own)
        return sorted_vector(
            self.query_weights(own, *(self._read(text, chinese) for text in (document.title, document.text)))
        )

    def query_weights(
        self, own: Mapping[str, float], title: TranslatedText, text: TranslatedText
    ) -> dict[str, float]:
        """The same from the asked form within the language and the fields as the other language has them."""
        bag = text.bag_of_words()
        for term, count in title.bag_of_words().items():  # a title counts as often as in an own text
            bag[term] = bag.get(term, 0.0) + count * self.weighting.parameters.title_weight
        factor = CROSSLINGUAL_FACTOR * self.weighting.parameters.bridge
        translated = self.weighting.query_weights(
            bag, self.weighting.length_normalisation(*language_and_length(bag))
        )
        weights = {term: factor * weight for term, weight in translated.items()}
        for term in (
            title.untranslated() | text.untranslated()
        ):  # stored forms know the words of the generation only
            if term not in own and term not in self.weighting.vocabulary:
                weights.pop(term, None)
        for term, weight in own.items():
            if weight > weights.get(term, 0.0):
                weights[term] = weight
        return weights

    def _read(self, text: str, chinese: bool) -> TranslatedText:
        normalized = normalize(text[:MAX_FIELD_LENGTH]).text
        return self.translator.read(normalized, Counter(index_terms(normalized)), "en" if chinese else "zh")


def translated_vectors(
    query_translator: QueryTranslator, needs: Iterable[Document]
) -> list[tuple[list[int], list[float]]]:
    """Numbers and weights of the known terms of each need's asked form for the other language."""
    vocabulary = query_translator.weighting.vocabulary
    forms = []
    for need in needs:
        vector = query_translator.query_vector(need)
        known = [
            (vocabulary[term], weight)
            for term, weight in zip(vector.terms, vector.weights, strict=True)
            if term in vocabulary
        ]
        forms.append(([number for number, _weight in known], [weight for _number, weight in known]))
    return forms
