"""Chinese text cut into words by rjieba, which is told the words of technology that its dictionary lacks."""

from collections.abc import Callable
from functools import cache

import rjieba

from matching.engine.analysis.word_tables import DATA, read_words

Place = tuple[str, int, int]


def words() -> list[str]:
    """The words of the file, in its order."""
    return read_words(DATA / "words-zh.txt")


@cache
def cutter() -> Callable[[str], list[str]]:
    """Cuts a run of Chinese into words and the words inside long words. The dictionary is the one of the process."""
    told = words()
    pieces = [
        piece for word in told for piece in rjieba.cut(word)
    ]  # 固废处置 is to keep 固废, which was guessed
    for word in dict.fromkeys(told + pieces):
        if len(word) > 1 and not rjieba.has_word(word):
            rjieba.add_word(word, None, None)
    return rjieba.cut_for_search


def placed(run: str) -> list[Place]:
    """The same words with their places."""
    cutter()
    return list(rjieba.tokenize(run, "search"))
