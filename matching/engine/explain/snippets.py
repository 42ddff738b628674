"""Sentences of a text, and the one or two to quote: those whose distinct shared terms weigh most."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from matching.engine.results import Span

MAX_SENTENCE_LENGTH = 400  # characters
SECOND_SHARE = 0.2  # of all weights, that a second sentence has to add
_END = re.compile(r"[。！？!?；;]+|\.(?=\s|$)|[\r\n]+")
_GAP = re.compile(r"[\s,，、]")

TextSpan = tuple[int, int]  # start and end in the text
WeightedTerm = tuple[float, Sequence[Span]]  # a term's weight and its spans


def split_sentences(text: str) -> list[TextSpan]:
    """(start, end) of each sentence without blanks at its ends; sentences above MAX_SENTENCE_LENGTH are
    split.
    """
    found, start = [], 0
    for match in _END.finditer(text):
        found += _split_long(text, start, match.end())
        start = match.end()
    return found + _split_long(text, start, len(text))


def best_snippet(cut: Callable[[str], Sequence[TextSpan]], terms: Sequence[WeightedTerm]) -> tuple[Span, ...]:
    """The sentence with the largest sum of term weights and, if it adds SECOND_SHARE of all weights, a second
    one.

    `cut` gives the sentences of a field. The title is used only when no sentence of the text shares a term,
    since pages show it above the text anyway.
    """
    return _snippet_of_field("text", cut, terms) or _snippet_of_field("title", cut, terms)


def _snippet_of_field(
    field: str, cut: Callable[[str], Sequence[TextSpan]], terms: Sequence[WeightedTerm]
) -> tuple[Span, ...]:
    sentences = cut(field)
    starts = [start for start, _end in sentences]
    holding = [
        (weight, {bisect_right(starts, span.start) - 1 for span in spans if span.field == field} - {-1})
        for weight, spans in terms
    ]
    whole = sum(weight for weight, _spans in terms)
    first = _heaviest_sentence(holding, 0.0)
    if first is None:
        return ()
    second = _heaviest_sentence([entry for entry in holding if first not in entry[1]], SECOND_SHARE * whole)
    chosen = [first] if second is None else [first, second]
    return tuple(Span(field, *sentences[number]) for number in chosen)


def _heaviest_sentence(holding: Sequence[tuple[float, set[int]]], least: float) -> int | None:
    """The sentence with the largest sum of weights of distinct terms, the first of equals; None unless above
    `least`.
    """
    gains: dict[int, float] = {}
    for weight, numbers in holding:
        for number in numbers:
            gains[number] = gains.get(number, 0.0) + weight
    found = min(gains, key=lambda number: (-gains[number], number), default=None)
    return None if found is None or gains[found] <= least else found


def _split_long(text: str, start: int, end: int) -> list[TextSpan]:
    found = []
    while end - start > MAX_SENTENCE_LENGTH:
        gaps = list(_GAP.finditer(text, start + MAX_SENTENCE_LENGTH // 2, start + MAX_SENTENCE_LENGTH))
        middle = gaps[-1].end() if gaps else start + MAX_SENTENCE_LENGTH
        found.append((start, middle))
        start = middle
    return [stretch for pair in [*found, (start, end)] if (stretch := _trim(text, *pair))]


def _trim(text: str, start: int, end: int) -> TextSpan | None:
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    stretch = stretch.strip()
    return (start + left, start + left + len(stretch)) if stretch else None
