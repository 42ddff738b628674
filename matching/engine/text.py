"""Text to terms: English stems, Chinese words and characters, designations whole and in parts.

A term's class shows in its spelling: "2:" pairs of Chinese characters, "1:" single ones, all else as it reads.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import rjieba
import Stemmer

from matching.engine.fold import Folded, fold
from matching.engine.lexicon import CHINESE_STOP_WORDS, ENGLISH_STOP_WORDS, UNITS

ANALYSIS = 1  # raise it when the same text gives other terms: stored generations are then rebuilt
LONGEST_TEXT = 100_000  # characters read of one field; the rest is left out
LONGEST_WORD = 64
PAIR, SINGLE = "2:", "1:"

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
HAN_FIRST = re.compile(f"[{HAN}]")
_LETTER = rf"[^\W_{HAN}]"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_SCAN = re.compile(
    rf"[{HAN}]+"
    rf"|\d{{1,16}}(?:,\d{{3}}){{0,5}}(?:\.\d{{1,16}})? ?(?:{_UNIT})(?!{_LETTER})"
    rf"|{_LETTER}{{1,{LONGEST_WORD}}}(?:[-./'’+,]{_LETTER}{{1,{LONGEST_WORD}}}){{0,5}}(?:\+\+|\#)?"
)
_PIECE = re.compile(rf"{_NUMBER}(?![^\W_])|[^\W_]+(?:(?<=\d)\.\d+)?")
_BESIDE = re.compile(r"(?:(?!(?<=\d)x(?=\d)).)+")  # the sides of 12x1.5
_RUN = re.compile(r"\d+|[^\W\d_]+")
_MEMO_LIMIT = 200_000  # spellings remembered; past it the memory starts anew

Expansion = tuple[tuple[str, int, int], ...]
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Token:
    """A term and where it stands in the original text."""

    term: str
    start: int
    end: int


def analyse(text: str) -> list[Token]:
    """Every occurrence of every term, in reading order of their beginnings."""
    folded = fold(text[:LONGEST_TEXT])
    return [Token(term, *folded.span(start, end)) for term, start, end in occurrences(folded)]


def terms(text: str) -> list[str]:
    """The terms of `analyse` without their places: the fast path for bulk."""
    folded = fold(text[:LONGEST_TEXT]).text
    words = _SCAN.findall(folded)
    if folded.isascii():
        return list(chain.from_iterable(map(_spellings.__getitem__, words)))
    return list(
        chain.from_iterable(_chinese_terms(word) if is_han(word) else _spellings[word] for word in words)
    )


def is_han(word: str) -> bool:
    """Whether the word begins with a Chinese character."""
    return word[0] >= "\u3005" and HAN_FIRST.match(word) is not None


def occurrences(folded: Folded) -> list[tuple[str, int, int]]:
    """Terms with their places in the folded text."""
    places = []
    for match in _SCAN.finditer(folded.text):
        start = match.start()
        word = match.group()
        found = _chinese(word) if is_han(word) else _expanded(word)
        places += [(term, start + begin, start + end) for term, begin, end in found]
    return places


def _chinese(run: str) -> list[tuple[str, int, int]]:
    found = [
        (word, start, end)
        for word, start, end in rjieba.tokenize(run, "search")
        if end - start > 1 and word not in CHINESE_STOP_WORDS
    ]
    found += [(PAIR + run[n : n + 2], n, n + 2) for n in range(len(run) - 1)]
    found += [(SINGLE + letter, n, n + 1) for n, letter in enumerate(run) if letter not in CHINESE_STOP_WORDS]
    found.sort(key=lambda entry: (entry[1], -entry[2]))
    return found


def _chinese_terms(run: str) -> list[str]:
    words = rjieba.cut_for_search(run)
    return [
        *[word for word in words if len(word) > 1 and word not in CHINESE_STOP_WORDS],
        *[PAIR + run[n : n + 2] for n in range(len(run) - 1)],
        *[SINGLE + letter for letter in run if letter not in CHINESE_STOP_WORDS],
    ]


class _Spellings(dict[str, tuple[str, ...]]):
    """The terms of each spelling met so far; Zipf's law makes this the fast path."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        found = self[word] = tuple(term for term, _start, _end in _expand(word))
        return found


_spellings = _Spellings()


@lru_cache(maxsize=20_000)
def _expanded(word: str) -> Expansion:
    return tuple(_expand(word))


def _expand(word: str) -> Iterator[tuple[str, int, int]]:
    """A spelling between spaces: a plain word, words with hyphens, or a designation."""
    if word.isalpha():
        yield from _plain(word, 0)
        return
    whole = word.replace(" ", "").replace(",", "")
    if word[-1] in "+#" or any(letter.isdigit() for letter in word):
        yield whole, 0, len(word)
    for match in _PIECE.finditer(word):
        piece, start = match.group(), match.start()
        if piece.isalpha():
            yield from _plain(piece, start)
            continue
        for part, begin in _parts(piece):
            if part.replace(",", "") != whole:
                yield part.replace(",", ""), start + begin, start + begin + len(part)


def _parts(piece: str) -> Iterator[tuple[str, int]]:
    """A designation and what it is made of: 6061, m12x1.5 with m12 and 1.5, tio2 with tio, 10kv with 10 and kv."""
    yield piece, 0
    sides = list(_BESIDE.finditer(piece))
    if len(sides) > 1:
        yield from ((side.group(), side.start()) for side in sides)
    elif piece.isalnum() and not piece.isdigit():
        runs = _RUN.finditer(piece)
        yield from ((run.group(), run.start()) for run in runs if run.end() - run.start() > 1)


def _plain(word: str, start: int) -> Iterator[tuple[str, int, int]]:
    if word not in ENGLISH_STOP_WORDS:
        yield _stem(word), start, start + len(word)


def _stem(word: str) -> str:
    if not word.isascii():
        return word
    stemmer = getattr(_own, "stemmer", None)
    if stemmer is None:  # one for each thread: a Stemmer is not to be shared
        stemmer = _own.stemmer = Stemmer.Stemmer("english", 0)
    return str(stemmer.stemWord(word))
