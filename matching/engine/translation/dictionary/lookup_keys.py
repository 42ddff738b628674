"""How an English expression is looked up: by the stems of its content words, in order."""

import re
from collections.abc import Iterator
from functools import lru_cache

from matching.engine.analysis.analyzer import HAN, is_han, terms

_TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+|[^\w\s'’-]+")


def content(folded: str) -> Iterator[tuple[str, int, int]]:
    """(stem, start, end) of every content word of folded text; an empty stem stands where a phrase cannot go on."""
    for match in _TOKEN.finditer(folded):
        word = match.group()
        if is_han(word) or not word[0].isalnum():
            yield "", match.start(), match.end()
        elif stem := stem_of(word):
            yield stem, match.start(), match.end()


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The term that the index has for a folded word; empty for a word without topic."""
    return next(iter(terms(word)), "")


def key_of(gloss: str) -> str:
    """The stems of a gloss with blanks between; empty when nothing is left of it."""
    return " ".join(stem for stem, _start, _end in content(gloss.lower()) if stem)
