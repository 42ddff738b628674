"""Text to terms: English stems and phrases, Chinese words and characters, designations whole and in parts.

The class of a term is its prefix: "2:" bigrams of Chinese characters, "1:" single characters, "3:" phrases of
two words, "4:" signals, which stand beside the text; words, quantities and designations have none.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matching.engine.analysis import chinese_segmenter
from matching.engine.analysis.compounds import FIRST_PARTS, close_compound
from matching.engine.analysis.english_analyzer import (
    PHRASE,
    STANDARDS,
    TermSpan,
    TokenForms,
    analyze_word,
    standard_number,
    stem,
)
from matching.engine.analysis.normalization import NormalizedText, normalize
from matching.engine.analysis.stopwords import CHINESE_STOP_WORDS
from matching.engine.analysis.units import QUANTITY

__all__ = [
    "ANALYSIS",
    "BIGRAM",
    "MAX_FIELD_LENGTH",
    "PHRASE",
    "SIGNAL",
    "UNIGRAM",
    "Token",
    "analyze",
    "index_terms",
    "is_han",
    "term_occurrences",
]

ANALYSIS = 5  # to be raised when the same text gives other terms: stored generations are then built again
MAX_FIELD_LENGTH = 100_000  # characters of a field that are analysed
MAX_WORD_LENGTH = 64
BIGRAM, UNIGRAM, SIGNAL = "2:", "1:", "4:"

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
HAN_FIRST = re.compile(f"[{HAN}]")
_LETTER = rf"[^\W_{HAN}]"
_SCAN = re.compile(
    rf"[a-z]{{1,{MAX_WORD_LENGTH}}}+(?=[ \n])"  # most words; a later alternative has them too, slower
    rf"|[{HAN}](?: ?[{HAN}])*"  # with blanks between: some texts are segmented
    rf"|{QUANTITY}(?!(?<=[^{HAN}]){_LETTER})"
    rf"|{_LETTER}{{1,{MAX_WORD_LENGTH}}}(?:[-./'’+,&]{_LETTER}{{1,{MAX_WORD_LENGTH}}}){{0,5}}(?:\+\+|\#)?"
    r"|[^\w\s-]+|_+"  # separators of phrases
)
_CACHE_SIZE = 200_000  # words in a cache, which is emptied when full


@dataclass(frozen=True, slots=True)
class Token:
    """A term and its span in the original text."""

    term: str
    start: int
    end: int


def analyze(text: str) -> list[Token]:
    """Every occurrence of every term with its span in the original text. Terms of one word or Chinese run are
    together.
    """
    normalized = normalize(text[:MAX_FIELD_LENGTH])
    return [Token(term, *normalized.span(start, end)) for term, start, end in term_occurrences(normalized)]


def index_terms(text: str) -> list[str]:
    """The terms of `analyze` in the same order, without spans, which is faster."""
    normalized = normalize(text[:MAX_FIELD_LENGTH]).text
    chinese = not normalized.isascii()
    found: list[str] = []
    before, tail = "", ""
    for word in _SCAN.findall(normalized):
        if chinese and is_han(word):
            found += _chinese_terms(word.replace(" ", ""))
            before, tail = "", ""
            continue
        own, head, next_tail = _surface_forms[word]
        found += own
        if tail and head:
            found.append(f"{PHRASE}{tail} {head}")
            if before in FIRST_PARTS and (joined := _closed_compound(before, word)):
                found.append(joined)
        elif before in STANDARDS and (number := standard_number(before, word)):
            found.append(number[0])
        before, tail = word, next_tail
    return found


def is_han(word: str) -> bool:
    """Whether a word, not empty, begins with a Chinese character."""
    first = word[0]
    if first < "\u3005":
        return False
    return "\u4e00" <= first <= "\u9fff" or HAN_FIRST.match(word) is not None  # nearly all are in this range


def term_occurrences(normalized: NormalizedText) -> list[TermSpan]:
    """(term, start, end) in the normalized text."""
    spans: list[TermSpan] = []
    chinese = not normalized.text.isascii()
    before, begun, tail = "", 0, None
    for match in _SCAN.finditer(normalized.text):
        start, word = match.start(), match.group()
        if chinese and is_han(word):
            spans += _chinese_run(word, start)
            before, tail = "", None
            continue
        own, head, next_tail = _token_forms(word)
        for term, begin, end in own:
            spans.append((term, start + begin, start + end))
        if tail and head:
            together = (f"{PHRASE}{tail[0]} {head[0]}", tail[1], start + head[2])
            spans.append(together)
            if before in FIRST_PARTS and (joined := _closed_compound(before, word)):
                spans.append((joined, together[1], together[2]))
        elif before in STANDARDS and (number := standard_number(before, word)):
            spans.append((number[0], begun, start + number[2]))
        before, begun = word, start
        tail = next_tail and (next_tail[0], start + next_tail[1])
    return spans


@lru_cache(maxsize=20_000)
def _closed_compound(first: str, second: str) -> str:
    """The stem of the word that two words with a blank between make; empty if they make none."""
    return stem(joined) if second.isalpha() and (joined := close_compound(first, second)) else ""


def _chinese_run(run: str, first: int) -> list[TermSpan]:
    """Terms of a run of Chinese characters, which may hold blanks, that begins at `first`."""
    if " " not in run:
        return _chinese_spans(run, first)
    spans = [offset for offset, letter in enumerate(run, start=first) if letter != " "]
    found = _chinese_spans(run.replace(" ", ""), 0)
    return [(term, spans[start], spans[end - 1] + 1) for term, start, end in found]


def _chinese_spans(run: str, first: int) -> list[TermSpan]:
    """Words, then bigrams, then single characters."""
    found = [
        (word, first + start, first + end)
        for word, start, end in chinese_segmenter.tokenize_with_offsets(run)
        if end - start > 1 and word not in CHINESE_STOP_WORDS
    ]
    found += [(f"{BIGRAM}{one}{other}", n, n + 2) for n, (one, other) in enumerate(pairwise(run), first)]
    found += [(term, n, n + 1) for n, letter in enumerate(run, first) if (term := _unigrams[letter])]
    return found


def _chinese_terms(run: str) -> list[str]:
    """The terms of `_chinese_spans` without spans."""
    cut = chinese_segmenter.segmenter()
    return [
        *[word for word in cut(run) if len(word) > 1 and word not in CHINESE_STOP_WORDS],
        *[f"{BIGRAM}{first}{second}" for first, second in pairwise(run)],
        *filter(None, map(_unigrams.__getitem__, run)),
    ]


class _CharacterUnigrams(dict[str, str]):
    """Chinese character -> its term; empty for a stop word. A cache."""

    def __missing__(self, letter: str) -> str:
        term = self[letter] = "" if letter in CHINESE_STOP_WORDS else UNIGRAM + letter
        return term


class _SurfaceForms(dict[str, tuple[tuple[str, ...], str, str]]):
    """Word -> (its terms, the term that a phrase ends with, the one that a phrase begins with). A cache of
    _CACHE_SIZE words.
    """

    def __missing__(self, word: str) -> tuple[tuple[str, ...], str, str]:
        if len(self) >= _CACHE_SIZE:
            self.clear()
        spans, head, tail = analyze_word(word)
        entry = tuple(term for term, _start, _end in spans), head[0] if head else "", tail[0] if tail else ""
        self[word] = entry
        return entry


_surface_forms, _unigrams = _SurfaceForms(), _CharacterUnigrams()


@lru_cache(maxsize=20_000)
def _token_forms(word: str) -> TokenForms:
    return analyze_word(word)
