"""The figures a need wants beside the figures an offer shows. Careful: silence is a question, not a no."""

import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from catalog.fields import FIELDS
from catalog.models import Listing
from matching.evidence.quantities import Direction, Quantity, direction, fold, quantities
from matching.evidence.reason import Reason, Verdict

SENTENCE = re.compile(r"[^.!?;。！？；\n]+(?:\.\d[^.!?;。！？；\n]*)*")
WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]{2,}")
STOP = frozenset(
    [
        "with",
        "from",
        "over",
        "under",
        "than",
        "that",
        "this",
        "each",
        "after",
        "before",
        "total",
        "maximum",
        "minimum",
        "rate",
        "value",
    ]
)


class Sentence:
    """A sentence of an offer; its quantities are read once for all indicators of a need."""

    def __init__(self, text: str) -> None:
        self.text, self.lower = text, text.lower()

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        return tuple(quantities(self.text))


@dataclass(frozen=True, slots=True)
class Speaking:
    """A sentence that speaks of a subject, and where its words stand in it, ascending."""

    sentence: Sentence
    places: Sequence[int]


class Text:
    """The text of an offer, read once for all indicators of a need."""

    def __init__(self, offer: Listing) -> None:
        text = fold(" \n".join(offer.value_of(name) for name in FIELDS.names("shows_figures")))
        self.sentences = [Sentence(match.group()) for match in SENTENCE.finditer(text)]
        self._lower = "\n".join(sentence.lower for sentence in self.sentences)
        lengths = (len(sentence.lower) + 1 for sentence in self.sentences)
        self._starts = [0, *accumulate(lengths)]

    def holding(self, stems: Collection[str]) -> dict[int, list[tuple[str, int]]]:
        """Number of a sentence -> the stems in it, each with its places. A stem never reaches across two
        sentences.
        """
        found: dict[int, list[tuple[str, int]]] = {}
        for stem in stems:
            place = self._lower.find(stem)
            while place >= 0:
                number = bisect(self._starts, place) - 1
                found.setdefault(number, []).append((stem, place - self._starts[number]))
                place = self._lower.find(stem, place + len(stem))
        return found


def indicators(need: Listing, offer: Listing) -> list[Reason]:
    """One reason per row that wants a figure with a unit."""
    text = Text(offer)
    rows = [
        row for row in need.indicators if isinstance(row, Mapping) and row.get("name") and row.get("wanted")
    ]
    return [_compared(row, text) for row in rows]


def _compared(row: Mapping[str, Any], text: Text) -> Reason:
    name, wanted = str(row["name"]).strip(), str(row["wanted"]).strip()
    values = {"name": name, "wanted": wanted}
    stems = _stems(name)
    speaking = _speaking(text, stems)
    if not speaking:
        sentence = _("Nothing is said about %(name)s; %(wanted)s is wanted.") % values
        return Reason("indicator", "ask", _("A figure is missing."), sentence)
    goals = list(quantities(fold(wanted)))
    shown = _by_distance(speaking, goals[0].unit) if goals else []
    if not shown:
        sentence = _("%(name)s is mentioned without a figure to compare; %(wanted)s is wanted.") % values
        return Reason("indicator", "ask", _("A figure is missing."), sentence)
    better = direction(wanted, str(row.get("today") or ""))
    verdict = _verdict([goal for goal in goals if goal.unit == goals[0].unit], shown, better)
    if len(goals) == 1 and better and _outcome(goals[0], shown[0], better) == "for":
        verdict = "for"  # the figure that is told reaches the only one wanted, whatever else stands around it
    return _said(verdict, values | {"shown": shown[0].words})


def _said(verdict: Verdict, values: Mapping[str, str]) -> Reason:
    leads = {
        "for": _("The figure is reached."),
        "against": _("The figure is not reached."),
        "ask": _("Figures to compare."),
    }
    sentence = _("%(name)s: %(shown)s shown, %(wanted)s wanted.") % values
    return Reason("indicator", verdict, leads[verdict], sentence)


def _verdict(goals: Sequence[Quantity], shown: Sequence[Quantity], better: Direction) -> Verdict:
    """The outcome of every figure for every goal, "ask" where they differ: the extremes tell it for all."""
    lows = [min(shown, key=_low), max(shown, key=_low)]
    highs = [min(shown, key=_high), max(shown, key=_high)]
    asked = [min(goals, key=_low), max(goals, key=_low), min(goals, key=_high), max(goals, key=_high)]
    outcomes = {_outcome(goal, figure, better) for goal in asked for figure in (*lows, *highs)}
    return outcomes.pop() if len(outcomes) == 1 else "ask"


def _low(quantity: Quantity) -> float:
    return quantity.low


def _high(quantity: Quantity) -> float:
    return quantity.high


def _outcome(goal: Quantity, shown: Quantity, better: Direction) -> Verdict:
    if better == "more":
        return "for" if shown.high >= goal.low else "against"
    if better == "less":
        return "for" if shown.low <= goal.high else "against"
    return "for" if shown.low <= goal.low and goal.high <= shown.high else "ask"


def _speaking(text: Text, stems: list[str]) -> list[Speaking]:
    """The sentences that speak most of the subject, in at least half of its Latin words or two pairs of
    Chinese characters: one word alone is often something else."""
    if not stems:
        return []
    needed = math.ceil(len(stems) / 2) if all(stem.isascii() for stem in stems) else min(2, len(stems))
    times = Counter(stems)
    holding = sorted(text.holding(times).items())
    counts = [sum(times[stem] for stem in {stem for stem, _place in found}) for _number, found in holding]
    most = max(counts, default=0)
    return [
        Speaking(text.sentences[number], sorted({place for _stem, place in found}))
        for (number, found), count in zip(holding, counts, strict=True)
        if count == most >= needed
    ]


def _by_distance(speaking: Sequence[Speaking], unit: str) -> list[Quantity]:
    """Figures in the wanted unit, the one closest to a word of the subject first."""
    found = [pair for sentence in speaking for pair in _near(sentence, unit)]
    return [quantity for _distance, quantity in sorted(found, key=lambda pair: pair[0])]


def _near(speaking: Speaking, unit: str) -> Iterator[tuple[int, Quantity]]:
    places = speaking.places
    for quantity in speaking.sentence.quantities:
        if quantity.unit == unit:
            after = bisect(places, quantity.start)
            nearest = places[max(after - 1, 0) : after + 1]
            yield min(abs(place - quantity.start) for place in nearest), quantity


def _stems(name: str) -> list[str]:
    """Beginnings of the Latin words and pairs of characters of the Chinese ones:
    enough to find the subject."""
    stems = []
    for word in WORD.findall(fold(name).lower()):
        if word[0].isascii():
            stems += [] if word in STOP else [word[: max(4, len(word) - 2)]]
        else:
            stems += [word[n : n + 2] for n in range(len(word) - 1)]
    return stems
