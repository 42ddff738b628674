"""Normalization of text: width, case, composition, Chinese script and signs, with offsets into the original
text.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import opencc

MAX_COMBINING_MARKS = 8  # on one letter; further ones are dropped
_CHANGES_LENGTH = "\ue000"  # marks a character whose normal form has another length
_BMP = 0x10000  # only these are cached, which bounds the cache
_IGNORED = frozenset(
    chr(point)
    for low, high in (
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x180B, 0x180F),
        (0x200C, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0000, 0xE01EF),
    )
    for point in range(low, high + 1)
)  # invisible: soft hyphen, joiners, directions, variation selectors
_SAME_CHARACTERS = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"), "×": "x", "’": "'", "\u2044": "/"}
)  # dashes; M12×1.5; the slash of fractions
_DECIMALS = {
    "1/2": ".5", "1/4": ".25", "3/4": ".75", "1/5": ".2", "2/5": ".4", "3/5": ".6", "4/5": ".8",
    "1/8": ".125", "3/8": ".375", "5/8": ".625", "7/8": ".875", "1/10": ".1",
}  # fmt: skip
_WHOLE_NUMBER_BEFORE = re.compile(r"(?<![\w.,])\d{1,3} $")  # 1 ½ is 1.5, but 2014 ½ and M8 ½ are two numbers
_CONTROL_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp", "Zs"})
_JAMO = range(0x1160, 0x1200)  # vowels and finals that compose with the letter before them


class NormalizedText(NamedTuple):
    """Character n stands for original[starts[n]:ends[n]]; starts and ends are None where the offsets are
    equal.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original for a span of the normalized text, which must not be empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> NormalizedText:
    """NFKC, lower case, simplified characters, plain hyphens and decimals; see docs/matcher.md."""
    if text.isascii():
        return NormalizedText(text.lower())
    quick = text.translate(_character_table)
    return NormalizedText(quick) if _CHANGES_LENGTH not in quick else _normalize_with_offsets(text, quick)


def _normalize_with_offsets(text: str, quick: str) -> NormalizedText:
    """`quick` with the characters that change the length normalized together with their combining marks."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    while (odd := quick.find(_CHANGES_LENGTH, done)) >= 0:
        start = odd - 1 if odd > done and _extends_grapheme(text[odd]) else odd
        end = odd + 1
        while end < len(text) and _extends_grapheme(text[end]):
            end += 1
        letters = _normalize_grapheme(text[start : min(end, start + 1 + MAX_COMBINING_MARKS)])
        if letters[1:2] == "/":
            start, letters = _fraction(letters, text, quick, done, start)
        parts += [quick[done:start], letters]
        starts += [*range(done, start), *[start] * len(letters)]
        ends += [*range(done + 1, start + 1), *[end] * len(letters)]
        done = end
    parts.append(quick[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return NormalizedText("".join(parts), starts, ends)


def _fraction(letters: str, text: str, quick: str, done: int, start: int) -> tuple[int, str]:
    """(start, text): a fraction sign as decimals, with the whole number before it: 1½ as 1.5."""
    digit = start > done and quick[start - 1].isdecimal()
    whole = digit and text[start - 1].isdecimal()  # not the ² of m²
    if letters not in _DECIMALS:  # a fraction without finite decimals: unchanged, with a blank after a number
        return start, f" {letters}" if digit else letters
    if _WHOLE_NUMBER_BEFORE.search(quick, max(done, start - 5), start):
        return start - 1, _DECIMALS[letters]
    if whole:
        return start, _DECIMALS[letters]
    return start, f" 0{_DECIMALS[letters]}" if digit else f"0{_DECIMALS[letters]}"


@lru_cache(maxsize=20_000)
def _normalize_grapheme(letters: str) -> str:
    """A letter with its combining marks, normalized."""
    seen = "".join(letter for letter in letters if letter not in _IGNORED)
    once = unicodedata.normalize("NFKC", seen).casefold()
    composed = (
        unicodedata.normalize("NFKC", once).translate(simplified_characters()).translate(_SAME_CHARACTERS)
    )
    return "".join(
        " " if unicodedata.category(letter) in _CONTROL_CATEGORIES else letter for letter in composed
    )


def _extends_grapheme(letter: str) -> bool:
    if letter < "\u0300":
        return letter in _IGNORED
    return unicodedata.category(letter)[0] == "M" or ord(letter) in _JAMO or letter in _IGNORED


class _CharacterTable(dict[int, str]):
    """Character -> its normal form, or _CHANGES_LENGTH; for str.translate, filled as characters occur."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        normalized = _CHANGES_LENGTH if _extends_grapheme(letter) else _normalize_grapheme(letter)
        if len(normalized) != 1:
            normalized = _CHANGES_LENGTH
        if point < _BMP:
            self[point] = normalized
        return normalized


_character_table = _CharacterTable()


@cache
def simplified_characters() -> dict[int, str]:
    """Traditional -> simplified characters, one to one, so that offsets stay equal."""
    han = [chr(point) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for point in range(low, high)]
    converted = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    if len(converted) != len(han):
        raise RuntimeError("OpenCC did not answer line by line")
    pairs = zip(han, converted, strict=True)
    return {ord(old): new for old, new in pairs if old != new and len(new) == 1}
