"""Words written together, apart or with a hyphen: multilayer and multi-layer, database and data base, high-speed and highspeed.

A word that is usually written in one keeps that form: the others give it beside their parts. A word that is usually
written in two is taken apart: highspeed reads as high speed. All other words with hyphens are their parts, and the
phrase that the parts make is the same with a blank.
"""

from matching.engine.analysis.word_tables import DATA, read_pairs, read_words

PREFIXES = frozenset(read_words(DATA / "prefixes-en.txt"))  # no words of their own
SHORT_PREFIXES = frozenset(read_words(DATA / "short-prefixes-en.txt"))
_CLOSED_PAIRS = frozenset(read_pairs(DATA / "closed-compounds-en.tsv"))
_OPEN_WORDS = {first + second: len(first) for first, second in read_pairs(DATA / "open-compounds-en.tsv")}
FIRST_PARTS = PREFIXES | {
    first for first, _second in _CLOSED_PAIRS
}  # only after these a blank is worth a second look


def close_compound(first: str, second: str, *, hyphen: bool = False) -> str:
    """The one word that two neighbours make, or nothing; after a hyphen a little more is taken for one word."""
    if first in PREFIXES or (hyphen and (first in SHORT_PREFIXES or len(first) == 1)):
        return first + second
    for ending in ("", "s", "es", "d", "ed", "ing", "r", "er", "rs", "ers"):
        if second.endswith(ending) and (first, second[: len(second) - len(ending)]) in _CLOSED_PAIRS:
            return first + second
    return ""


def compound_boundary(word: str) -> int:
    """Where a word usually written in two comes apart; 0 when it does not."""
    return _OPEN_WORDS.get(word, 0)
