"""Chinese word segmentation by rjieba with additional words of technology."""

from collections.abc import Callable
from functools import cache

import rjieba

from matching.engine.analysis.word_tables import DATA, read_words

WordSpan = tuple[str, int, int]


def user_words() -> list[str]:
    """The words of data/words-zh.txt, in its order."""
    return read_words(DATA / "words-zh.txt")


@cache
def segmenter() -> Callable[[str], list[str]]:
    """A function from a Chinese run to its words and the words inside long ones. The dictionary is one for
    the process.
    """
    told = user_words()
    pieces = [piece for word in told for piece in rjieba.cut(word)]  # parts of words too: 固废 of 固废处置
    for word in dict.fromkeys(told + pieces):
        if len(word) > 1 and not rjieba.has_word(word):
            rjieba.add_word(word, None, None)
    return rjieba.cut_for_search


def tokenize_with_offsets(run: str) -> list[WordSpan]:
    """(word, start, end) of the same words."""
    segmenter()
    return list(rjieba.tokenize(run, "search"))


def words(run: str) -> list[str]:
    """The words that a Chinese run is cut into, none inside another."""
    segmenter()
    return list(rjieba.cut(run))
