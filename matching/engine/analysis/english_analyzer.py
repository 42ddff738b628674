"""Terms of one word between blanks: a plain word, a word with hyphens, or a designation whole and in
parts.
"""

import re
import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from matching.engine.analysis.compounds import close_compound, compound_boundary
from matching.engine.analysis.spelling import to_common_spelling
from matching.engine.analysis.stopwords import ENGLISH_STOP_WORDS
from matching.engine.analysis.units import parse_quantity
from matching.engine.analysis.word_tables import DATA, read_words

PHRASE = "3:"  # prefix of a phrase: "3:lithium ion"
TermSpan = tuple[str, int, int]  # (term, start, end)

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PIECE = re.compile(rf"{_NUMBER}(?![^\W_])|[^\W_]+(?:(?<=\d)\.\d+)?")
_BESIDE = re.compile(r"(?:(?!(?<=\d)x(?=\d)).)+")  # the sides of 12x1.5
_RUN = re.compile(r"\d+|[^\W\d_]+")
_WITHOUT_HYPHEN = re.compile(r"^(?:[a-z]+-\d+|\d+-[a-z])$")  # uh-60 is uh60, 3-d is 3d
_REGISTRY_NUMBER = re.compile(r"\d{2,7}-\d\d-\d")  # CAS number of a chemical: one term
_INITIALS = re.compile(r"[^\W\d_]{1,3}&[^\W\d_]{1,3}")  # r&d
_STANDARD_NUMBER = re.compile(r"\d+(?:\.\d+)*[a-z]{0,2}(?![^\W_])")
STANDARDS = frozenset(read_words(DATA / "standard-bodies.txt"))  # bodies whose standards are known by number
_thread = threading.local()


class TokenForms(NamedTuple):
    """The terms of a word with their spans, and those that a phrase with the word before (head) and after
    (tail) takes.
    """

    spans: tuple[TermSpan, ...] = ()
    head: TermSpan | None = None
    tail: TermSpan | None = None


def analyze_word(word: str) -> TokenForms:
    """The terms of a normalized word."""
    if word.isalpha():
        return _alphabetic_token(word, 0)
    if (found := _quantity(word)) is not None:
        return found
    whole = _undivided(word)
    if whole and _REGISTRY_NUMBER.fullmatch(word):
        return TokenForms(((whole, 0, len(word)),))
    pieces = [(match.group(), match.start()) for match in _PIECE.finditer(word)]
    if not pieces:
        return TokenForms()
    readings = [
        _alphabetic_token(piece, start) if piece.isalpha() else _alphanumeric_token(piece, start)
        for piece, start in pieces
    ]
    spans = [(whole, 0, len(word))] if whole else []
    spans += [span for reading in readings for span in reading.spans if span[0] != whole]
    spans += _hyphen_terms(word, pieces, readings)
    if whole and _WITHOUT_HYPHEN.fullmatch(word):
        return TokenForms(tuple(spans), spans[0], spans[0])
    return TokenForms(tuple(spans), readings[0].head, readings[-1].tail)


def phrase_of(before: TermSpan, after: TermSpan) -> TermSpan:
    """The phrase of two terms."""
    return f"{PHRASE}{before[0]} {after[0]}", before[1], after[2]


def stem(word: str) -> str:
    """The Snowball stem of a word in its common spelling; words of other scripts than Latin are unchanged."""
    word = to_common_spelling(word)
    if not word.isascii():
        return word
    stemmer = getattr(_thread, "stemmer", None)
    if stemmer is None:  # a Stemmer must not be shared by threads
        stemmer = _thread.stemmer = Stemmer.Stemmer("english", 0)
    return str(stemmer.stemWord(word))


def standard_number(body: str, number: str) -> TermSpan | None:
    """One term for a standard, such as iso9001 for ISO 9001:2015, with its end in `number`; None for other
    text.
    """
    match = _STANDARD_NUMBER.match(number)
    return (body.partition("/t")[0].partition("/")[0] + match.group(), 0, match.end()) if match else None


def _quantity(word: str) -> TokenForms | None:
    """A quantity in normal form, its number as written and its unit; None for other words."""
    if not word[0].isdigit() or (found := parse_quantity(word)) is None:
        return None
    spans = list(found.numbers)
    for term, start, end in found.numbers:
        bare = word[start : min(end, found.start)].rstrip(" -万亿")
        if bare.replace(",", "") != term:
            spans.append((bare.replace(",", ""), start, start + len(bare)))
    if len(found.unit) > 1 and found.unit.isalpha():
        spans.append((stem(found.unit), found.start, len(word)))
    return TokenForms(tuple(spans))


def _undivided(word: str) -> str:
    """The word without blanks and commas if it has a digit or a sign, else empty."""
    if _WITHOUT_HYPHEN.fullmatch(word):
        return word.replace("-", "")
    if word[-1] in "+#" or any(letter.isdigit() for letter in word) or _INITIALS.fullmatch(word):
        return word.replace(" ", "").replace(",", "")
    return ""


def _alphabetic_token(word: str, start: int) -> TokenForms:
    """A word of letters: its stem, or the two parts and the phrase of an open compound."""
    if word in ENGLISH_STOP_WORDS:
        return TokenForms()
    if (middle := compound_boundary(word)) > 0:
        first = (stem(word[:middle]), start, start + middle)
        second = (stem(word[middle:]), start + middle, start + len(word))
        return TokenForms((first, second, phrase_of(first, second)), first, second)
    span = (stem(word), start, start + len(word))
    return TokenForms((span,), span, span)


def _alphanumeric_token(piece: str, start: int) -> TokenForms:
    """A designation and its parts: 6061; m12x1.5, m12, 1.5; tio2, tio."""
    spans = tuple(
        (part.replace(",", ""), start + begin, start + begin + len(part)) for part, begin in _subtokens(piece)
    )
    member = spans[0] if any(letter.isalpha() for letter in piece) else None
    return TokenForms(spans, member, member)


def _subtokens(piece: str) -> Iterator[tuple[str, int]]:
    yield piece, 0
    sides = list(_BESIDE.finditer(piece))
    if len(sides) > 1:
        yield from ((side.group(), side.start()) for side in sides)
    elif piece.isalnum() and not piece.isdigit():
        runs = _RUN.finditer(piece)
        yield from ((run.group(), run.start()) for run in runs if run.end() - run.start() > 1)


def _hyphen_terms(word: str, pieces: list[tuple[str, int]], readings: list[TokenForms]) -> Iterator[TermSpan]:
    """Phrases and closed compounds across the hyphens of a word."""
    for ((first, start), one), ((second, begin), other) in pairwise(zip(pieces, readings, strict=True)):
        if word[start + len(first) : begin] != "-":
            continue
        if one.tail and other.head:
            yield phrase_of(one.tail, other.head)
        if first.isalpha() and second.isalpha() and (joined := close_compound(first, second, hyphen=True)):
            yield stem(joined), start, begin + len(second)
