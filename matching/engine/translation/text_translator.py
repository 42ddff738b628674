"""A text as the other language has it: each word's translations with their shares, and the place they come from.

Only translations that the index is_term share a word's weight, so what the dictionary offers and no document says
takes nothing from what is said; a word without any known translation adds nothing at all.
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

MAX_HEADWORDS = 8  # Chinese words for one English expression
UNIGRAM_SHARE = 0.5  # a single character says less surely what it means than a word
UNKNOWN_CHARACTER_COST = 0.6  # what a single character costs more than a word when a run is taken apart
PARTIAL_HEADWORD_SHARE = 0.1  # a headword that the index does not hold whole, only some characters of it
WORDS_OF_PHRASE_SHARE = 0.5  # share of the words of an expression beside the expression as a whole
MIN_SHARE = 0.05  # less is left out: it costs as much to look up as a whole word
_CACHE_SIZE = 6_000  # words and expressions whose translations are at hand; some 10 MB at most
_RUN = re.compile(f"[{HAN}]+")
_NOT_TRANSLATED = CHINESE_STOP_WORDS | frozenset(read_words(DATA / "not-translated-zh.txt"))

TermShares = tuple[
    tuple[str, float], ...
]  # (term of the index, share); of one-word translations they add up to 1
TranslatedSpan = tuple[int, int, TermShares]  # start and end in the normalized text


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A normalized text, how often each of its terms stands in it, and what stands for its words in the language `to`."""

    normalized: str
    counts: Mapping[str, int]
    to: str
    spans: Sequence[TranslatedSpan]

    def bag_of_words(self) -> dict[str, float]:
        """How often each term stands in the translated text; fractions where several translations share a place.

        What is neither Chinese nor plain English, and words of `to` in a text of the other language, stay as they are.
        So do words without a translation: no document of the other language is likely to hold them, but they tell
        how much of the text was not understood.
        """
        bag: dict[str, float] = {
            term: count for term, count in self.counts.items() if _kept_as_is(term, self.to)
        }
        for start, end, shares in self.spans:
            for term, share in shares or self._untranslated_term(start, end):
                bag[term] = bag.get(term, 0.0) + share
        return bag

    def untranslated(self) -> set[str]:
        """The terms that stand for words without a translation."""
        spans = ((start, end) for start, end, shares in self.spans if not shares)
        return {term for start, end in spans for term, _share in self._untranslated_term(start, end)}

    def phrases(self) -> Iterator[tuple[str, int, int, TermShares]]:
        """Each stretch as it reads, its place and what stands for it."""
        for start, end, shares in self.spans:
            yield self.normalized[start:end], start, end, shares or self._untranslated_term(start, end)

    def _untranslated_term(self, start: int, end: int) -> TermShares:
        """A word as the term that it is; nothing if that is among the terms that stay anyway."""
        word = self.normalized[start:end]
        return tuple((term, 1.0) for term in index_terms(word)[:1] if not _kept_as_is(term, self.to))


class TextTranslator:
    """A dictionary beside the vocabulary of an index. `is_term` says whether the index has a term.

    Remembers what it has translated; good for as long as the vocabulary is.
    """

    def __init__(
        self, dictionary: BilingualDictionary, is_term: Callable[[str], bool] = lambda _term: True
    ) -> None:
        self._dictionary = dictionary
        self._is_term = is_term
        self._word_shares: dict[str, TermShares] = {}
        self._phrase_shares: dict[str, TermShares] = {}
        self._phrase_and_word_shares: dict[str, TermShares] = {}  # expressions with their words beside them

    def read(self, normalized: str, counts: Mapping[str, int], to: str) -> "TranslatedText":
        """`counts`: the terms of the normalized text."""
        return TranslatedText(normalized, counts, to, tuple(self.spans(normalized, to)))

    def spans(self, normalized: str, to: str) -> Iterator[TranslatedSpan]:
        """Each word or expression of the language that is not `to`, with its translations if there are any."""
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
        """The fewest words that cover a run; a character that begins no word of the dictionary stands alone."""
        costs, begun = (
            [0.0, *[inf] * len(run)],
            [0] * (len(run) + 1),
        )  # up to here; where the last word begins
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
        """Each gloss has a part of the share, smaller from gloss to gloss; each word of the gloss gets that part."""
        found: list[tuple[list[str], float]] = []
        for rank, gloss in enumerate(self._dictionary.english(word)):
            words = list(dict.fromkeys(index_terms(gloss)))
            known = [term for term in words if self._is_term(term)]
            if known:
                found.append((known, len(known) / len(words) / (1 + rank) / max(1, len(words) - 1)))
        return _normalised_shares(found, UNIGRAM_SHARE if len(word) == 1 else 1.0)

    def _from_english(self, normalized: str) -> Iterator[TranslatedSpan]:
        """The longest expression that the dictionary and the index know, then the next."""
        words = list(content_stems(normalized))
        place = 0
        while place < len(words):
            length, shares = self._longest_phrase(
                [stem for stem, _start, _end in words[place : place + MAX_KEY_WORDS]]
            )
            if length:
                yield words[place][1], words[place + length - 1][2], shares
            place += length or 1

    def _longest_phrase(self, stems: list[str]) -> tuple[int, TermShares]:
        """How many of the words belong together, and what they are called; none at a break.

        The words of a longer expression count beside it by half: an offer may say it in other words.
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
        """The headwords that the index holds share by the rank that the expression has among their glosses."""
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
        """Whether the index has a headword as a word, or all of its characters side by side."""
        if headword in known or (headword not in words and self._is_term(headword)):
            return True
        return (
            all(pair in known for pair in _bigrams(headword))
            if len(headword) > 1
            else UNIGRAM + headword in known
        )


def _kept_as_is(term: str, to: str) -> bool:
    """Whether a term of the text is one of the translated text too: a designation, or a word of `to`."""
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
    """Weights to parts of `whole`, added up for each term; in alphabetical order."""
    total = sum(weight for _word_shares, weight in found)
    shares: dict[str, float] = {}
    for words, weight in found:
        for term in words:
            shares[term] = shares.get(term, 0.0) + whole * weight / total
    worth = {intern(term): share for term, share in shares.items() if share >= MIN_SHARE * whole}
    return tuple(sorted((worth or shares).items()))
