"""What one spelling between blanks counts as: a plain word, words with hyphens, or a designation whole and in parts."""

import re
import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from matching.engine.analysis.compounds import closed, seam
from matching.engine.analysis.spelling import common
from matching.engine.analysis.stopwords import ENGLISH_STOP_WORDS
from matching.engine.analysis.units import quantity
from matching.engine.analysis.word_tables import DATA, read_words

PHRASE = "3:"  # two neighbouring words in one term: "3:lithium ion"
Place = tuple[str, int, int]  # a term, where it starts and where it ends

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PIECE = re.compile(rf"{_NUMBER}(?![^\W_])|[^\W_]+(?:(?<=\d)\.\d+)?")
_BESIDE = re.compile(r"(?:(?!(?<=\d)x(?=\d)).)+")  # the sides of 12x1.5
_RUN = re.compile(r"\d+|[^\W\d_]+")
_WITHOUT_HYPHEN = re.compile(r"[a-z]+-\d+|\d+-[a-z]")  # uh-60 is uh60, 3-d is 3d
_REGISTRY_NUMBER = re.compile(r"\d{2,7}-\d\d-\d")  # of a chemical (CAS): its parts mean nothing
_INITIALS = re.compile(r"[^\W\d_]{1,3}&[^\W\d_]{1,3}")  # r&d
_STANDARD_NUMBER = re.compile(r"\d+(?:\.\d+)*[a-z]{0,2}(?![^\W_])")
STANDARDS = frozenset(read_words(DATA / "standard-bodies.txt"))  # bodies whose standards are known by number
_own = threading.local()


class Reading(NamedTuple):
    """The terms of a spelling, and the one it begins and the one it ends with as a member of phrases."""

    places: tuple[Place, ...] = ()
    head: Place | None = None
    tail: Place | None = None


def read(word: str) -> Reading:
    """The reading of a folded spelling."""
    if word.isalpha():
        return _plain(word, 0)
    if (found := _quantity(word)) is not None:
        return found
    whole = _whole(word)
    if whole and _REGISTRY_NUMBER.fullmatch(word):
        return Reading(((whole, 0, len(word)),))
    pieces = [(match.group(), match.start()) for match in _PIECE.finditer(word)]
    if not pieces:
        return Reading()
    readings = [_plain(piece, start) if piece.isalpha() else _mixed(piece, start) for piece, start in pieces]
    places = [(whole, 0, len(word))] if whole else []
    places += [place for reading in readings for place in reading.places if place[0] != whole]
    places += _across_hyphens(word, pieces, readings)
    if whole and _WITHOUT_HYPHEN.fullmatch(word):
        return Reading(tuple(places), places[0], places[0])
    return Reading(tuple(places), readings[0].head, readings[-1].tail)


def phrase(before: Place, after: Place) -> Place:
    return f"{PHRASE}{before[0]} {after[0]}", before[1], after[2]


def stem(word: str) -> str:
    """Of the common spelling; a word of another script than Latin stays as it is."""
    word = common(word)
    if not word.isascii():
        return word
    stemmer = getattr(_own, "stemmer", None)
    if stemmer is None:  # one for each thread: a Stemmer is not to be shared
        stemmer = _own.stemmer = Stemmer.Stemmer("english", 0)
    return str(stemmer.stemWord(word))


def standard(body: str, number: str) -> Place | None:
    """ISO 9001:2015, GB/T 4754-2017: the body and the number in one term, with its end in the number."""
    match = _STANDARD_NUMBER.match(number)
    return (body.partition("/t")[0].partition("/")[0] + match.group(), 0, match.end()) if match else None


def _quantity(word: str) -> Reading | None:
    """A number with its unit in the common spelling, the number as it stands and the unit as a word."""
    if not word[0].isdigit() or (found := quantity(word)) is None:
        return None
    places = list(found.numbers)
    for term, start, end in found.numbers:
        bare = word[start : min(end, found.start)].rstrip(" -万亿")
        if bare.replace(",", "") != term:
            places.append((bare.replace(",", ""), start, start + len(bare)))
    if len(found.unit) > 1 and found.unit.isalpha():
        places.append((stem(found.unit), found.start, len(word)))
    return Reading(tuple(places))


def _whole(word: str) -> str:
    """What holds a digit or a sign counts in one piece too."""
    if _WITHOUT_HYPHEN.fullmatch(word):
        return word.replace("-", "")
    if word[-1] in "+#" or any(letter.isdigit() for letter in word) or _INITIALS.fullmatch(word):
        return word.replace(" ", "").replace(",", "")
    return ""


def _plain(word: str, start: int) -> Reading:
    if word in ENGLISH_STOP_WORDS:
        return Reading()
    if (middle := seam(word)) > 0:
        first = (stem(word[:middle]), start, start + middle)
        second = (stem(word[middle:]), start + middle, start + len(word))
        return Reading((first, second, phrase(first, second)), first, second)
    place = (stem(word), start, start + len(word))
    return Reading((place,), place, place)


def _mixed(piece: str, start: int) -> Reading:
    """A designation and what it is made of: 6061, m12x1.5 with m12 and 1.5, tio2 with tio."""
    places = tuple(
        (part.replace(",", ""), start + begin, start + begin + len(part)) for part, begin in _parts(piece)
    )
    member = places[0] if any(letter.isalpha() for letter in piece) else None
    return Reading(places, member, member)


def _parts(piece: str) -> Iterator[tuple[str, int]]:
    yield piece, 0
    sides = list(_BESIDE.finditer(piece))
    if len(sides) > 1:
        yield from ((side.group(), side.start()) for side in sides)
    elif piece.isalnum() and not piece.isdigit():
        runs = _RUN.finditer(piece)
        yield from ((run.group(), run.start()) for run in runs if run.end() - run.start() > 1)


def _across_hyphens(word: str, pieces: list[tuple[str, int]], readings: list[Reading]) -> Iterator[Place]:
    for ((first, start), one), ((second, begin), other) in pairwise(zip(pieces, readings, strict=True)):
        if word[start + len(first) : begin] != "-":
            continue
        if one.tail and other.head:
            yield phrase(one.tail, other.head)
        if first.isalpha() and second.isalpha() and (joined := closed(first, second, hyphen=True)):
            yield stem(joined), start, begin + len(second)
