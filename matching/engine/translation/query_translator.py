"""The query vector of a need for documents of the other language: its own terms and translated ones."""

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

# A translated text holds only terms of the index, so it scores higher than a text written in that language,
# with unrelated documents too. With this factor one unrelated pair in a hundred reaches about the strength
# that it reaches within one language (bench/languages.py prints the strengths).
CROSSLINGUAL_FACTOR = 0.62
BOTH_LANGUAGES = frozenset({True, False})


@dataclass(frozen=True)
class QueryTranslator:
    """Translates queries for the documents of one index. The dictionary is read when it is first needed.

    It translates into the languages of the generation's documents only. A generation has no term of a
    language that it has no document of; the vectors of its own needs were made without a translation too.
    """

    weighting: TfidfWeighting
    dictionary: BilingualDictionary | None = None  # None: `default_dictionary`
    languages: frozenset[bool] = BOTH_LANGUAGES  # of the generation's documents: True for Chinese

    @cached_property
    def translator(self) -> TextTranslator:
        return TextTranslator(self.dictionary or default_dictionary(), self.weighting.vocabulary.__contains__)

    def translates_from(self, *, chinese: bool) -> bool:
        """Whether the generation has documents of the other language."""
        return (not chinese) in self.languages

    def query_vector(self, document: Document) -> TermVector:
        """The query vector for documents in the other language than this one's.

        No term weighs less than in `weighting.query_vector`, so translation lowers no score.
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
        """The same by term, from the weights in the own language and the translated fields."""
        bag = text.bag_of_words()
        for term, count in title.bag_of_words().items():  # as in a text of one language
            bag[term] = bag.get(term, 0.0) + count * self.weighting.parameters.title_weight
        factor = CROSSLINGUAL_FACTOR * self.weighting.parameters.bridge
        translated = self.weighting.query_weights(
            bag, self.weighting.length_normalisation(*language_and_length(bag))
        )
        weights = {term: factor * weight for term, weight in translated.items()}
        for term in (
            title.untranslated() | text.untranslated()
        ):  # stored vectors hold terms of the generation only
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
    """(term numbers, weights) of each need's query vector for the other language; terms of the vocabulary
    only.
    """
    vocabulary = query_translator.weighting.vocabulary
    vectors = []
    for need in needs:
        vector = query_translator.query_vector(need)
        known = [
            (vocabulary[term], weight)
            for term, weight in zip(vector.terms, vector.weights, strict=True)
            if term in vocabulary
        ]
        vectors.append(([number for number, _weight in known], [weight for _number, weight in known]))
    return vectors
