"""A text as the other language has it: each word's translations with their shares, and the place they come from.

Only translations that the index knows share a word's weight, so what the dictionary offers and no document says
takes nothing from what is said; a word without any known translation adds nothing at all.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from sys import intern

from matching.engine.analysis.analyzer import HAN, PAIR, PHRASE, SINGLE, is_han, terms
from matching.engine.analysis.stopwords import CHINESE_STOP_WORDS
from matching.engine.analysis.word_tables import read_words
from matching.engine.translation.dictionary.bilingual_dictionary import DATA, Dictionary
from matching.engine.translation.dictionary.lookup_keys import content
from matching.engine.translation.dictionary.sorted_table import LONGEST_KEY

MOST_HEADWORDS = 8  # Chinese words for one English expression
SINGLE_SHARE = 0.5  # a single character says less surely what it means than a word
ALONE = 0.6  # what a single character costs more than a word when a run is taken apart
HALF_KNOWN = 0.1  # a headword that the index does not hold whole, only some characters of it
BESIDE = 0.5  # share of the words of an expression beside the expression as a whole
LEAST_SHARE = 0.05  # less is left out: it costs as much to look up as a whole word
_MEMO_LIMIT = 6_000  # words and expressions whose translations are at hand; some 10 MB at most
_RUN = re.compile(f"[{HAN}]+")
_SAYS_NOTHING = CHINESE_STOP_WORDS | frozenset(read_words(DATA / "not-translated-zh.txt"))

Shares = tuple[
    tuple[str, float], ...
]  # (term of the index, share); of one-word translations they add up to 1
Place = tuple[int, int, Shares]  # start and end in the folded text


@dataclass(frozen=True, slots=True)
class Translated:
    """A folded text, how often each of its terms stands in it, and what stands for its words in the language `to`."""

    folded: str
    counts: Mapping[str, int]
    to: str
    places: Sequence[Place]

    def bag(self) -> dict[str, float]:
        """How often each term stands in the translated text; fractions where several translations share a place.

        What is neither Chinese nor plain English, and words of `to` in a text of the other language, stay as they are.
        So do words without a translation: no document of the other language is likely to hold them, but they tell
        how much of the text was not understood.
        """
        bag: dict[str, float] = {term: count for term, count in self.counts.items() if _stays(term, self.to)}
        for start, end, shares in self.places:
            for term, share in shares or self._as_it_is(start, end):
                bag[term] = bag.get(term, 0.0) + share
        return bag

    def unread(self) -> set[str]:
        """The terms that stand for words without a translation."""
        places = ((start, end) for start, end, shares in self.places if not shares)
        return {term for start, end in places for term, _share in self._as_it_is(start, end)}

    def expressions(self) -> Iterator[tuple[str, int, int, Shares]]:
        """Each stretch as it reads, its place and what stands for it."""
        for start, end, shares in self.places:
            yield self.folded[start:end], start, end, shares or self._as_it_is(start, end)

    def _as_it_is(self, start: int, end: int) -> Shares:
        """A word as the term that it is; nothing if that is among the terms that stay anyway."""
        word = self.folded[start:end]
        return tuple((term, 1.0) for term in terms(word)[:1] if not _stays(term, self.to))


class Translator:
    """A dictionary beside the vocabulary of an index. `knows` says whether the index has a term.

    Remembers what it has translated; good for as long as the vocabulary is.
    """

    def __init__(self, dictionary: Dictionary, knows: Callable[[str], bool] = lambda _term: True) -> None:
        self._dictionary = dictionary
        self._knows = knows
        self._words: dict[str, Shares] = {}
        self._expressions: dict[str, Shares] = {}
        self._together: dict[str, Shares] = {}  # expressions with their words beside them

    def read(self, folded: str, counts: Mapping[str, int], to: str) -> "Translated":
        """`counts`: the terms of the folded text."""
        return Translated(folded, counts, to, tuple(self.places(folded, to)))

    def places(self, folded: str, to: str) -> Iterator[Place]:
        """Each word or expression of the language that is not `to`, with its translations if there are any."""
        if to == "en":
            return self._from_chinese(folded)
        if to == "zh":
            return self._from_english(folded)
        raise ValueError(f"to must be 'en' or 'zh', got {to!r}")

    def _from_chinese(self, folded: str) -> Iterator[Place]:
        for run in _RUN.finditer(folded):
            for start, end in self._taken_apart(run.group()):
                word = run.group()[start:end]
                if word not in _SAYS_NOTHING:
                    yield run.start() + start, run.start() + end, self._english(word)

    def _taken_apart(self, run: str) -> list[tuple[int, int]]:
        """The fewest words that cover a run; a character that begins no word of the dictionary stands alone."""
        costs, begun = (
            [0.0, *[inf] * len(run)],
            [0] * (len(run) + 1),
        )  # up to here; where the last word begins
        for start, letter in enumerate(run):
            cost = costs[start] + 1
            if cost + ALONE < costs[start + 1]:
                costs[start + 1], begun[start + 1] = cost + ALONE, start
            words, longest = self._dictionary.beginning_with(letter)
            for end in range(start + 2, min(start + longest, len(run)) + 1):
                if cost < costs[end] and run[start:end] in words:
                    costs[end], begun[end] = cost, start
        places, end = [], len(run)
        while end:
            places.append((begun[end], end))
            end = begun[end]
        return places[::-1]

    def _english(self, word: str) -> Shares:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _MEMO_LIMIT:
                self._words.clear()
            known = self._words[word] = self._glossed(word)
        return known

    def _glossed(self, word: str) -> Shares:
        """Each gloss has a part of the share, smaller from gloss to gloss; each word of the gloss gets that part."""
        found: list[tuple[list[str], float]] = []
        for rank, gloss in enumerate(self._dictionary.english(word)):
            words = list(dict.fromkeys(terms(gloss)))
            known = [term for term in words if self._knows(term)]
            if known:
                found.append((known, len(known) / len(words) / (1 + rank) / max(1, len(words) - 1)))
        return _shared(found, SINGLE_SHARE if len(word) == 1 else 1.0)

    def _from_english(self, folded: str) -> Iterator[Place]:
        """The longest expression that the dictionary and the index know, then the next."""
        words = list(content(folded))
        place = 0
        while place < len(words):
            length, shares = self._expression(
                [stem for stem, _start, _end in words[place : place + LONGEST_KEY]]
            )
            if length:
                yield words[place][1], words[place + length - 1][2], shares
            place += length or 1

    def _expression(self, stems: list[str]) -> tuple[int, Shares]:
        """How many of the words belong together, and what they are called; none at a break.

        The words of a longer expression count beside it by half: an offer may say it in other words.
        """
        whole = stems.index("") if "" in stems else len(stems)
        for length in range(whole, 1, -1):
            if shares := self._chinese(" ".join(stems[:length])):
                return length, self._with_words(stems[:length], shares)
        return min(whole, 1), self._chinese(stems[0]) if whole else ()

    def _with_words(self, stems: list[str], whole: Shares) -> Shares:
        key = " ".join(stems)
        known = self._together.get(key)
        if known is None:
            if len(self._together) >= _MEMO_LIMIT:
                self._together.clear()
            words = ((self._chinese(stem), BESIDE) for stem in stems)
            known = self._together[key] = _added([(whole, 1.0), *words])
        return known

    def _chinese(self, key: str) -> Shares:
        known = self._expressions.get(key)
        if known is None:
            if len(self._expressions) >= _MEMO_LIMIT:
                self._expressions.clear()
            known = self._expressions[key] = self._named(key)
        return known

    def _named(self, key: str) -> Shares:
        """The headwords that the index holds share by the rank that the expression has among their glosses."""
        headwords = self._dictionary.chinese(key)
        if not headwords:
            return ()
        found: list[tuple[list[str], float]] = []
        for headword, rank in sorted(headwords.items()):
            words = dict.fromkeys(terms(headword))
            known = dict.fromkeys(filter(self._knows, words))
            if known:
                whole = self._holds(headword, words, known)
                found.append((list(known), (1.0 if whole else HALF_KNOWN) / (1 + rank)))
        found.sort(key=lambda entry: -entry[1])
        return _shared(found[:MOST_HEADWORDS], 1.0)

    def _holds(self, headword: str, words: Collection[str], known: Collection[str]) -> bool:
        """Whether the index has a headword as a word, or all of its characters side by side."""
        if headword in known or (headword not in words and self._knows(headword)):
            return True
        return (
            all(pair in known for pair in _pairs(headword))
            if len(headword) > 1
            else SINGLE + headword in known
        )


def _stays(term: str, to: str) -> bool:
    """Whether a term of the text is one of the translated text too: a designation, or a word of `to`."""
    chinese = term.startswith((PAIR, SINGLE)) or is_han(term)
    if to == "en":
        return not chinese
    return chinese or not (term.startswith(PHRASE) or term.isalpha())


def _pairs(word: str) -> Iterator[str]:
    return (PAIR + word[n : n + 2] for n in range(len(word) - 1))


def _added(parts: Iterable[tuple[Shares, float]]) -> Shares:
    shares: dict[str, float] = {}
    for part, weight in parts:
        for term, share in part:
            shares[term] = shares.get(term, 0.0) + weight * share
    return tuple(sorted(shares.items()))


def _shared(found: list[tuple[list[str], float]], whole: float) -> Shares:
    """Weights to parts of `whole`, added up for each term; in alphabetical order."""
    total = sum(weight for _words, weight in found)
    shares: dict[str, float] = {}
    for words, weight in found:
        for term in words:
            shares[term] = shares.get(term, 0.0) + whole * weight / total
    worth = {intern(term): share for term, share in shares.items() if share >= LEAST_SHARE * whole}
    return tuple(sorted((worth or shares).items()))
