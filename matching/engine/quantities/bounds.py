"""Words and signs that make a figure a bound, in Chinese and English, negated ones too.

A bound stands before its figure (不得超过5kg, at most 5 kg) or behind it (5kg以内, 5 kg max).
"""

import re
from typing import Literal, cast

from matching.engine.analysis.word_tables import read_rows
from matching.engine.quantities.tables import DATA

# "up_to" and "down_to" name an extreme, "short_of" what is not reached, "better" the good side.
Bound = Literal[
    "", "at_most", "below", "at_least", "above", "about", "up_to", "down_to", "short_of", "better"
]

REACH = 48  # characters before a figure in which its bound stands

_ROWS = read_rows(DATA / "bounds.tsv")
_PARTS = {f"<{name}>": words for place, name, words in _ROWS if place == "part"}


def _of(place: str) -> tuple[tuple[Bound, ...], list[str]]:
    """The senses and expressions of a place, in the order of the table."""
    rows = [(sense, words) for where, sense, words in _ROWS if where == place]
    return tuple(cast(Bound, sense) for sense, _words in rows), [_whole(words) for _sense, words in rows]


def _whole(words: str) -> str:
    for name, part in _PARTS.items():
        words = words.replace(name, part)
    return words


def _any(expressions: list[str]) -> str:
    return "(?:" + "|".join(f"({each})" for each in expressions) + ")"


_FILL = {
    "zh": "(?: ?(?:约|大约|为|在|至|到|是|了))?",
    "en": r"(?: (?:a|an|the|about|around|approximately|only|just|some|total of|value of|values of))?",
    "sign": "",
}
# One expression a script, and only behind a word that can end a bound.
_BEFORE = {script: _of(script) for script in _FILL}
BEFORE_ZH, BEFORE_EN, BEFORE_SIGN = (
    (senses, re.compile(rf"{_any(words)}{_FILL[script]}[ :]{{0,2}}$", re.IGNORECASE))
    for script, (senses, words) in _BEFORE.items()
)
_ENDS_ZH = tuple(_PARTS["<ends_zh>"])
_ENDS_EN = frozenset(_PARTS["<ends_en>"].split("|"))
_LAST_WORD = re.compile(r"(?<![A-Za-z])([a-z]{1,15})\.?[ :]{0,2}$", re.IGNORECASE)
_AFTER_SENSES, _after = _of("after")
AFTER = re.compile(rf" ?[(,]? ?{_any(_after)}", re.IGNORECASE)
LOOSE = [(sense, re.compile(words, re.IGNORECASE)) for sense, words in zip(*_of("loose"), strict=True)]


def bound_before(text: str, start: int, after: int) -> tuple[Bound, int]:
    """The bound that ends at `start` and begins at or after `after`, and its beginning."""
    window = text[max(after, start - REACH) : start]
    if last := _LAST_WORD.search(window):
        if last[1].lower() not in _ENDS_EN:
            return "", start
        senses, expression = BEFORE_EN
    else:
        senses, expression = BEFORE_ZH if window.rstrip(" :").endswith(_ENDS_ZH) else BEFORE_SIGN
    found = expression.search(window)
    if found is None:
        return "", start
    return senses[(found.lastindex or 1) - 1], start - len(window) + found.start()


def bound_after(text: str, end: int) -> tuple[Bound, int]:
    """The bound that begins at `end`, and its end."""
    found = AFTER.match(text, end)
    return ("", end) if found is None else (_AFTER_SENSES[(found.lastindex or 1) - 1], found.end())


def loose_bound(text: str) -> Bound:
    """The one bound that the words of a short text name anywhere; none where they name two."""
    senses = {sense for sense, words in LOOSE if words.search(text)}
    return senses.pop() if len(senses) == 1 else ""
