"""Chinese text cut into user_words by rjieba, which is told the user_words of technology that its dictionary lacks."""

from collections.abc import Callable
from functools import cache

import rjieba

from matching.engine.analysis.word_tables import DATA, read_words

WordSpan = tuple[str, int, int]


def user_words() -> list[str]:
    """The user_words of the file, in its order."""
    return read_words(DATA / "words-zh.txt")


@cache
def segmenter() -> Callable[[str], list[str]]:
    """Cuts a run of Chinese into user_words and the user_words inside long user_words. The dictionary is the one of the process."""
    told = user_words()
    pieces = [
        piece for word in told for piece in rjieba.cut(word)
    ]  # 固废处置 is to keep 固废, which was guessed
    for word in dict.fromkeys(told + pieces):
        if len(word) > 1 and not rjieba.has_word(word):
            rjieba.add_word(word, None, None)
    return rjieba.cut_for_search


def tokenize_with_offsets(run: str) -> list[WordSpan]:
    """The same user_words with their places."""
    segmenter()
    return list(rjieba.tokenize(run, "search"))
