"""The sentences of a text, and the one or two that carry most."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from matching.engine.results import Span

LONGEST = 400  # a "sentence" without an end is cut
SECOND_SHARE = 0.2  # a second sentence is quoted when it adds this share of the whole
_END = re.compile(r"[。！？!?；;]+|\.(?=\s|$)|[\r\n]+")
_GAP = re.compile(r"[\s,，、]")

Stretch = tuple[int, int]  # start and end in the text
Weighed = tuple[float, Sequence[Span]]  # a term's weight and its places


def sentences(text: str) -> list[Stretch]:
    """Stretches of the text, blanks at their ends left out."""
    found, start = [], 0
    for match in _END.finditer(text):
        found += _cut(text, start, match.end())
        start = match.end()
    return found + _cut(text, start, len(text))


def telling(cut: Callable[[str], Sequence[Stretch]], terms: Sequence[Weighed]) -> tuple[Span, ...]:
    """The sentence in which the heaviest terms meet and, where it adds much, a second one. `cut` gives those of a field.

    The title is shown above every text anyway: it is quoted only when no sentence of the text shares anything.
    """
    return _of_field("text", cut, terms) or _of_field("title", cut, terms)


def _of_field(
    field: str, cut: Callable[[str], Sequence[Stretch]], terms: Sequence[Weighed]
) -> tuple[Span, ...]:
    stretches = cut(field)
    starts = [start for start, _end in stretches]
    holding = [
        (weight, {bisect_right(starts, span.start) - 1 for span in spans if span.field == field} - {-1})
        for weight, spans in terms
    ]
    whole = sum(weight for weight, _spans in terms)
    first = _heaviest(holding, 0.0)
    if first is None:
        return ()
    second = _heaviest([entry for entry in holding if first not in entry[1]], SECOND_SHARE * whole)
    chosen = [first] if second is None else [first, second]
    return tuple(Span(field, *stretches[place]) for place in chosen)


def _heaviest(holding: Sequence[tuple[float, set[int]]], least: float) -> int | None:
    """The sentence whose distinct terms weigh most, the earlier of equals; None unless above the least."""
    gains: dict[int, float] = {}
    for weight, places in holding:
        for place in places:
            gains[place] = gains.get(place, 0.0) + weight
    found = min(gains, key=lambda place: (-gains[place], place), default=None)
    return None if found is None or gains[found] <= least else found


def _cut(text: str, start: int, end: int) -> list[Stretch]:
    found = []
    while end - start > LONGEST:
        gaps = list(_GAP.finditer(text, start + LONGEST // 2, start + LONGEST))
        middle = gaps[-1].end() if gaps else start + LONGEST
        found.append((start, middle))
        start = middle
    return [stretch for pair in [*found, (start, end)] if (stretch := _trimmed(text, *pair))]


def _trimmed(text: str, start: int, end: int) -> Stretch | None:
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    stretch = stretch.strip()
    return (start + left, start + left + len(stretch)) if stretch else None
