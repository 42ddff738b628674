"""The tables: expressions, names of what is measured, and words that tell what kind of figure it is."""

import re
from dataclasses import dataclass
from pathlib import Path

from matching.engine.analysis.normalization import normalize
from matching.engine.analysis.word_tables import read_pairs, read_rows
from matching.engine.translation.dictionary.lookup_keys import index_stem

DATA = Path(__file__).parent / "data"
FIRST = re.compile(r"[a-z]+(?:'t)?")
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]{1,2})?")


@dataclass(frozen=True, slots=True)
class Measurands:
    """Names of measurands: Chinese name -> rows, first stem of an English name -> (stems, rows), rows
    by flag.
    """

    chinese: dict[str, frozenset[int]]
    english: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]
    longest: int
    reach: frozenset[int]
    span: frozenset[int]
    words: frozenset[int]  # rows that measure nothing
    sums: frozenset[int]  # rows whose figures add up to that of a whole


def expression(name: str) -> str:
    """The regular expression of this name in data/expressions.tsv."""
    return _EXPRESSIONS[name]


def stems(text: str) -> tuple[str, ...]:
    """The stem of every English word of a text, in its order; words of no topic stay as they are."""
    return tuple(index_stem(word.lower()) or word.lower() for word in WORD.findall(text))


def _read_measurands() -> Measurands:
    chinese: dict[str, set[int]] = {}
    english: dict[tuple[str, ...], set[int]] = {}
    flags: dict[str, set[int]] = {"reach": set(), "span": set(), "word": set(), "sum": set()}
    for number, (names, words, marks) in enumerate(read_rows(DATA / "measurands.tsv")):
        for name in names.split(";"):
            chinese.setdefault(normalize(name).text, set()).add(number)
        for word in words.split(";"):
            english.setdefault(stems(word), set()).add(number)
        for mark in marks.replace("-", "").split():
            flags[mark].add(number)
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
    for key in sorted(english, key=len, reverse=True):
        by_first.setdefault(key[0], []).append((key, frozenset(english[key])))
    return Measurands(
        {name: frozenset(rows) for name, rows in chinese.items()},
        by_first,
        max(map(len, chinese)),
        frozenset(flags["reach"]),
        frozenset(flags["span"]),
        frozenset(flags["word"]),
        frozenset(flags["sum"]),
    )


def _read_words() -> dict[tuple[str, str], list[str]]:
    return {(kind, language): words.split(";") for kind, language, words in read_rows(DATA / "words.tsv")}


_EXPRESSIONS = dict(read_pairs(DATA / "expressions.tsv"))
MEASURANDS = _read_measurands()
_WORDS = _read_words()


def whole(kind: str) -> frozenset[str]:
    """The English-script words of a kind, as they are."""
    return frozenset(_WORDS[kind, "en"])


def plain(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """(stems of the English words of a kind, Chinese words)."""
    english = {stem for word in _WORDS[kind, "en"] for stem in stems(word)[:1] if " " not in word}
    return frozenset(english), frozenset(_WORDS[kind, "zh"])


class Expressions:
    """The expressions of a kind in both languages; English ones are looked up by their first word."""

    def __init__(self, kind: str) -> None:
        by_word: dict[str, list[str]] = {}
        for words in sorted(_WORDS[kind, "en"], key=len, reverse=True):
            by_word.setdefault(FIRST.findall(words)[0], []).append(words)
        self.english = {
            word: re.compile(rf"(?:{'|'.join(found)})(?![a-z])") for word, found in by_word.items()
        }
        self.chinese = re.compile("|".join(sorted(_WORDS[kind, "zh"], key=len, reverse=True)))

    def search(self, text: str) -> int | None:
        """Where the first expression in a text begins."""
        places = []
        for word in FIRST.finditer(text.lower()):
            found = self.english.get(word.group())
            if found and found.match(word.string, word.start()):
                places.append(word.start())
                break
        if not text.isascii() and (other := self.chinese.search(text)):
            places.append(other.start())
        return min(places, default=None)


def whole_words(kind: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """(English words of a kind as they are, Chinese words)."""
    return frozenset(_WORDS[kind, "en"]), tuple(_WORDS[kind, "zh"])


OTHER, PLAN, EASY, NO, THAN, OWN, HANDLED = (
    Expressions(kind) for kind in ("other", "plan", "easy", "no", "than", "own", "handled")
)
