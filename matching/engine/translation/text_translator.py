"""A text in terms of the other language: the translations of each word with their shares, and the spans they
come from.

The weight of a word is shared out to those of its translations that are terms of the index; translations that
no document holds get no share. A word without any known translation adds no translated term.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from sys import intern

from matching.engine.analysis.analyzer import BIGRAM, HAN, PHRASE, UNIGRAM, index_terms, is_han
from matching.engine.analysis.stopwords import CHINESE_STOP_WORDS
from matching.engine.analysis.word_tables import read_words
from matching.engine.translation.dictionary.bilingual_dictionary import DATA, BilingualDictionary
from matching.engine.translation.dictionary.lookup_keys import content_stems
from matching.engine.translation.dictionary.sorted_table import MAX_KEY_WORDS

MAX_HEADWORDS = 8  # Chinese words for one English key
UNIGRAM_SHARE = 0.5  # of a single character: it is more ambiguous than a word
UNKNOWN_CHARACTER_COST = 0.6  # beside the cost 1 of a word, in segmentation
PARTIAL_HEADWORD_SHARE = 0.1  # of a headword of which the index has some characters only
WORDS_OF_PHRASE_SHARE = 0.5  # of the words of a phrase, beside the phrase
MIN_SHARE = 0.05  # smaller shares are left out
_CACHE_SIZE = 6_000  # words and phrases in each cache; some 10 MB at most
_RUN = re.compile(f"[{HAN}]+")
_NOT_TRANSLATED = CHINESE_STOP_WORDS | frozenset(read_words(DATA / "not-translated-zh.txt"))

TermShares = tuple[
    tuple[str, float], ...
]  # (term of the index, share); of one-word translations they add up to 1
TranslatedSpan = tuple[int, int, TermShares]  # start and end in the normalized text


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A normalized text, its term counts, and the translations of its words into the language `to`."""

    normalized: str
    counts: Mapping[str, int]
    to: str
    spans: Sequence[TranslatedSpan]

    def bag_of_words(self) -> dict[str, float]:
        """Term counts of the translated text; fractions where several translations share a word.

        Terms that are neither Chinese nor plain English, and words of `to` in a text of the other language,
        stay as they are. So do words without a translation: they add to the length, as what was not
        understood.
        """
        bag: dict[str, float] = {
            term: count for term, count in self.counts.items() if _kept_as_is(term, self.to)
        }
        for start, end, shares in self.spans:
            for term, share in shares or self._untranslated_term(start, end):
                bag[term] = bag.get(term, 0.0) + share
        return bag

    def untranslated(self) -> set[str]:
        """The terms of words without a translation."""
        spans = ((start, end) for start, end, shares in self.spans if not shares)
        return {term for start, end in spans for term, _share in self._untranslated_term(start, end)}

    def phrases(self) -> Iterator[tuple[str, int, int, TermShares]]:
        """(text, start, end, translations) of each translated span of the normalized text."""
        for start, end, shares in self.spans:
            yield self.normalized[start:end], start, end, shares or self._untranslated_term(start, end)

    def _untranslated_term(self, start: int, end: int) -> TermShares:
        """The word's own term with share 1; nothing for a term that stays anyway."""
        word = self.normalized[start:end]
        return tuple((term, 1.0) for term in index_terms(word)[:1] if not _kept_as_is(term, self.to))


class TextTranslator:
    """Translates by a dictionary into terms of an index; `is_term` says whether the index has a term.

    Keeps what it translated, so it is valid for one vocabulary.
    """

    def __init__(
        self, dictionary: BilingualDictionary, is_term: Callable[[str], bool] = lambda _term: True
    ) -> None:
        self._dictionary = dictionary
        self._is_term = is_term
        self._word_shares: dict[str, TermShares] = {}
        self._phrase_shares: dict[str, TermShares] = {}
        self._phrase_and_word_shares: dict[str, TermShares] = {}  # phrases together with their words

    def read(self, normalized: str, counts: Mapping[str, int], to: str) -> "TranslatedText":
        """The text with its translations; `counts` are the terms of the normalized text."""
        return TranslatedText(normalized, counts, to, tuple(self.spans(normalized, to)))

    def spans(self, normalized: str, to: str) -> Iterator[TranslatedSpan]:
        """Spans of words and phrases of the language that is not `to`, with their translations, which may be
        empty.
        """
        if to == "en":
            return self._from_chinese(normalized)
        if to == "zh":
            return self._from_english(normalized)
        raise ValueError(f"to must be 'en' or 'zh', got {to!r}")

    def _from_chinese(self, normalized: str) -> Iterator[TranslatedSpan]:
        for run in _RUN.finditer(normalized):
            for start, end in self._segment(run.group()):
                word = run.group()[start:end]
                if word not in _NOT_TRANSLATED:
                    yield run.start() + start, run.start() + end, self._english_shares(word)

    def _segment(self, run: str) -> list[tuple[int, int]]:
        """Spans of the fewest dictionary words that cover a run of Chinese characters (shortest path); a
        character that is no word costs UNKNOWN_CHARACTER_COST more than a word.
        """
        # Of the best segmentation up to each position: its cost, and where its last word begins.
        costs, begun = [0.0, *[inf] * len(run)], [0] * (len(run) + 1)
        for start, letter in enumerate(run):
            cost = costs[start] + 1
            if cost + UNKNOWN_CHARACTER_COST < costs[start + 1]:
                costs[start + 1], begun[start + 1] = cost + UNKNOWN_CHARACTER_COST, start
            words, longest = self._dictionary.headwords_starting_with(letter)
            for end in range(start + 2, min(start + longest, len(run)) + 1):
                if cost < costs[end] and run[start:end] in words:
                    costs[end], begun[end] = cost, start
        spans, end = [], len(run)
        while end:
            spans.append((begun[end], end))
            end = begun[end]
        return spans[::-1]

    def _english_shares(self, word: str) -> TermShares:
        known = self._word_shares.get(word)
        if known is None:
            if len(self._word_shares) >= _CACHE_SIZE:
                self._word_shares.clear()
            known = self._word_shares[word] = self._shares_of_glosses(word)
        return known

    def _shares_of_glosses(self, word: str) -> TermShares:
        """Shares of English terms for a Chinese word. The n-th gloss weighs 1/n, times the part of its terms
        that the index has, divided by its number of terms less one where there are more than two.
        """
        found: list[tuple[list[str], float]] = []
        for rank, gloss in enumerate(self._dictionary.english(word)):
            words = list(dict.fromkeys(index_terms(gloss)))
            known = [term for term in words if self._is_term(term)]
            if known:
                found.append((known, len(known) / len(words) / (1 + rank) / max(1, len(words) - 1)))
        return _normalised_shares(found, UNIGRAM_SHARE if len(word) == 1 else 1.0)

    def _from_english(self, normalized: str) -> Iterator[TranslatedSpan]:
        """The longest phrase that the dictionary and the index have at each position, from left to right."""
        words = list(content_stems(normalized))
        position = 0
        while position < len(words):
            length, shares = self._longest_phrase(
                [stem for stem, _start, _end in words[position : position + MAX_KEY_WORDS]]
            )
            if length:
                yield words[position][1], words[position + length - 1][2], shares
            position += length or 1

    def _longest_phrase(self, stems: list[str]) -> tuple[int, TermShares]:
        """(number of words that are translated together, shares); 0 words where a phrase cannot begin.

        Of a phrase of several words the words themselves count too, by WORDS_OF_PHRASE_SHARE.
        """
        whole = stems.index("") if "" in stems else len(stems)
        for length in range(whole, 1, -1):
            if shares := self._chinese_shares(" ".join(stems[:length])):
                return length, self._with_word_shares(stems[:length], shares)
        return min(whole, 1), self._chinese_shares(stems[0]) if whole else ()

    def _with_word_shares(self, stems: list[str], whole: TermShares) -> TermShares:
        key = " ".join(stems)
        known = self._phrase_and_word_shares.get(key)
        if known is None:
            if len(self._phrase_and_word_shares) >= _CACHE_SIZE:
                self._phrase_and_word_shares.clear()
            words = ((self._chinese_shares(stem), WORDS_OF_PHRASE_SHARE) for stem in stems)
            known = self._phrase_and_word_shares[key] = _sum_shares([(whole, 1.0), *words])
        return known

    def _chinese_shares(self, key: str) -> TermShares:
        known = self._phrase_shares.get(key)
        if known is None:
            if len(self._phrase_shares) >= _CACHE_SIZE:
                self._phrase_shares.clear()
            known = self._phrase_shares[key] = self._shares_of_headwords(key)
        return known

    def _shares_of_headwords(self, key: str) -> TermShares:
        """Shares of Chinese terms for an English key. A headword weighs 1/n when the key is its n-th gloss,
        times PARTIAL_HEADWORD_SHARE when the index does not have it whole; the MAX_HEADWORDS heaviest
        count.
        """
        headwords = self._dictionary.chinese(key)
        if not headwords:
            return ()
        found: list[tuple[list[str], float]] = []
        for headword, rank in sorted(headwords.items()):
            words = dict.fromkeys(index_terms(headword))
            known = dict.fromkeys(filter(self._is_term, words))
            if known:
                whole = self._is_indexed(headword, words, known)
                found.append((list(known), (1.0 if whole else PARTIAL_HEADWORD_SHARE) / (1 + rank)))
        found.sort(key=lambda entry: -entry[1])
        return _normalised_shares(found[:MAX_HEADWORDS], 1.0)

    def _is_indexed(self, headword: str, words: Collection[str], known: Collection[str]) -> bool:
        """Whether the index has the headword as a term, or all of its bigrams."""
        if headword in known or (headword not in words and self._is_term(headword)):
            return True
        return (
            all(pair in known for pair in _bigrams(headword))
            if len(headword) > 1
            else UNIGRAM + headword in known
        )


def _kept_as_is(term: str, to: str) -> bool:
    """Whether a term passes untranslated into a text in the language `to`: figures, designations, words of
    `to`.
    """
    chinese = term.startswith((BIGRAM, UNIGRAM)) or is_han(term)
    if to == "en":
        return not chinese
    return chinese or not (term.startswith(PHRASE) or term.isalpha())


def _bigrams(word: str) -> Iterator[str]:
    return (BIGRAM + word[n : n + 2] for n in range(len(word) - 1))


def _sum_shares(parts: Iterable[tuple[TermShares, float]]) -> TermShares:
    shares: dict[str, float] = {}
    for part, weight in parts:
        for term, share in part:
            shares[term] = shares.get(term, 0.0) + weight * share
    return tuple(sorted(shares.items()))


def _normalised_shares(found: list[tuple[list[str], float]], whole: float) -> TermShares:
    """Weights added up by term and scaled to `whole`, in alphabetical order; parts below MIN_SHARE are left
    out.
    """
    total = sum(weight for _word_shares, weight in found)
    shares: dict[str, float] = {}
    for words, weight in found:
        for term in words:
            shares[term] = shares.get(term, 0.0) + whole * weight / total
    worth = {intern(term): share for term, share in shares.items() if share >= MIN_SHARE * whole}
    return tuple(sorted((worth or shares).items()))
