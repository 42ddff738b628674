"""Shared terms in their places: weights that add up to the shown score, letters, texts cut into segments."""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from matching.formatting import cents, level

HAN = re.compile(r"[\u3400-\u9fff]")
LETTERED = 10  # one screen; the rest is one row
LEAST = 0.005  # what would be shown as 0.00 gets no letter


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term of both texts as it is shown: weight in hundredths of a point, so that rows add up by eye."""

    letter: str
    label: str
    weight: float
    level: int
    need_spans: tuple[tuple[str, int, int], ...] = ()  # (title|text, start, end) in the document
    offer_spans: tuple[tuple[str, int, int], ...] = ()

    @property
    def term_id(self) -> str:
        return self.letter


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    level: int
    letter: str


def hundredths(weights: Sequence[float], total: int) -> list[int]:
    """Weights as whole hundredths whose sum is `total` (largest remainder)."""
    whole = [int(weight * 100) for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (whole[n] - weights[n] * 100, n))
    left = total - sum(whole)
    for step in range(abs(left) if weights else 0):
        place = order[step % len(order)] if left > 0 else order[-1 - step % len(order)]
        whole[place] += 1 if left > 0 else -1
    return whole


def lettered(
    terms: Iterable[Any], score: float, limit: int = LETTERED, others: Sequence[float] = ()
) -> tuple[list[SharedTerm], float, list[float]]:
    """The heaviest terms with letters, what all others weigh together, and the `others` (weights)
    as shown."""
    ordered = sorted(terms, key=lambda term: (-term.weight, term.term))
    shown_at_all = sum(term.weight >= LEAST for term in ordered[:limit])
    head, rest = ordered[:shown_at_all], ordered[shown_at_all:]
    weights = [term.weight for term in head] + ([sum(term.weight for term in rest)] if rest else [])
    shown = hundredths([*weights, *others], cents(score))
    found = [
        SharedTerm(
            letter=ascii_lowercase[number],
            label=label(term),
            weight=shown[number] / 100,
            level=level(term.weight),
            need_spans=tuple(map(span, term.spans_need)),
            offer_spans=tuple(map(span, term.spans_offer)),
        )
        for number, term in enumerate(head)
    ]
    return found, shown[len(head)] / 100 if rest else 0.0, [weight / 100 for weight in shown[len(weights) :]]


def label(term: Any) -> str:
    """How the term reads in the texts; both readings when they differ by more than an ending."""
    one, other = term.surface_need or term.surface_offer, term.surface_offer or term.surface_need
    shorter, longer = sorted((one, other), key=len)
    spelled = any(letter.isdigit() for letter in shorter) and longer.casefold() != shorter.casefold()
    if not spelled and longer.casefold().startswith(shorter.casefold()[: max(2, len(shorter) - 3)]):
        return shorter
    translated = bool(HAN.search(one)) != bool(HAN.search(other))
    return f"{one} ↔ {other}" if translated else f"{one}, {other}"


def span(place: Any) -> tuple[str, int, int]:
    return place.field, place.start, place.end


def segments(text: str, marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """The text cut at its marks; where two overlap the heavier one, then the longer one, is shown."""
    parts, cursor = [], 0
    for mark in _apart(marks):
        if mark.start > cursor:
            parts.append(_plain(text[cursor : mark.start]))
        parts.append(
            {
                "text": text[mark.start : mark.end],
                "level": mark.level,
                "letter": mark.letter,
                "term_id": mark.letter,
            }
        )
        cursor = mark.end
    if cursor < len(text):
        parts.append(_plain(text[cursor:]))
    return parts


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "level": 0, "letter": "", "term_id": ""}


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that are shown, in the order of the text. Those kept so far never overlap, so a mark can
    only meet the two that begin before and after its own beginning.
    """
    kept: list[Mark] = []
    starts: list[int] = []
    for mark in sorted(marks, key=lambda mark: (-mark.level, mark.start - mark.end, mark.start)):
        place = bisect(starts, mark.start)
        before, after = kept[max(place - 1, 0) : place], kept[place : place + 1]
        free = all(other.end <= mark.start for other in before) and all(
            mark.end <= other.start for other in after
        )
        if mark.start < mark.end and free:
            kept.insert(place, mark)
            starts.insert(place, mark.start)
    return kept
