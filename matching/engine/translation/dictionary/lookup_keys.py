"""Keys of English phrases: the stems of their content words, in order."""

import re
from collections.abc import Iterator
from functools import lru_cache

from matching.engine.analysis.analyzer import HAN, index_terms, is_han

_TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+|[^\w\s'’-]+")


def content_stems(normalized: str) -> Iterator[tuple[str, int, int]]:
    """(stem, start, end) of each content word of normalized text; an empty stem stands where a phrase
    ends.
    """
    for match in _TOKEN.finditer(normalized):
        word = match.group()
        if is_han(word) or not word[0].isalnum():
            yield "", match.start(), match.end()
        elif stem := index_stem(word):
            yield stem, match.start(), match.end()


@lru_cache(maxsize=20_000)
def index_stem(word: str) -> str:
    """The first index term of a normalized word; empty for a stop word."""
    return next(iter(index_terms(word)), "")


def lookup_key(gloss: str) -> str:
    """The stems of a gloss with blanks between; empty when it has no content word."""
    return " ".join(stem for stem, _start, _end in content_stems(gloss.lower()) if stem)
