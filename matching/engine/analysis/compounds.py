"""Compounds written as one word, as two or with a hyphen: multilayer and multi-layer, high-speed and
highspeed.

A compound that is mostly written as one word (closed) has that word as a term beside its parts. One that is
mostly written as two (open) is split: highspeed has the terms of high speed. Other words with hyphens have
their parts and the phrase that the parts make.
"""

from matching.engine.analysis.word_tables import DATA, read_pairs, read_words

PREFIXES = frozenset(read_words(DATA / "prefixes-en.txt"))  # form closed compounds with any word
SHORT_PREFIXES = frozenset(read_words(DATA / "short-prefixes-en.txt"))
_CLOSED_PAIRS = frozenset(read_pairs(DATA / "closed-compounds-en.tsv"))
_OPEN_WORDS = {first + second: len(first) for first, second in read_pairs(DATA / "open-compounds-en.tsv")}
FIRST_PARTS = PREFIXES | {first for first, _second in _CLOSED_PAIRS}  # first parts of closed compounds


def close_compound(first: str, second: str, *, hyphen: bool = False) -> str:
    """The closed compound of two neighbours, empty if they make none; after a hyphen short prefixes count
    too.
    """
    if first in PREFIXES or (hyphen and (first in SHORT_PREFIXES or len(first) == 1)):
        return first + second
    for ending in ("", "s", "es", "d", "ed", "ing", "r", "er", "rs", "ers"):
        if second.endswith(ending) and (first, second[: len(second) - len(ending)]) in _CLOSED_PAIRS:
            return first + second
    return ""


def compound_boundary(word: str) -> int:
    """Length of the first part of an open compound that is written as one word; 0 for other words."""
    return _OPEN_WORDS.get(word, 0)
