"""The figures a need wants beside the figures an offer shows. Careful: silence is a question, not a no."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Listing
from matching.reasons.quantities import Direction, Quantity, direction, fold, quantities
from matching.reasons.reason import Reason, Verdict

TEXTS = ("title", "summary", "description", "advantages_and_innovation", "technical_specification")
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


def indicators(need: Listing, offer: Listing) -> list[Reason]:
    """One reason per row that wants a figure with a unit."""
    text = fold(" \n".join(getattr(offer, name) for name in TEXTS))
    sentences = [match.group() for match in SENTENCE.finditer(text)]
    rows = [
        row for row in need.indicators if isinstance(row, Mapping) and row.get("name") and row.get("wanted")
    ]
    return [_compared(row, sentences) for row in rows]


def _compared(row: Mapping[str, Any], sentences: list[str]) -> Reason:
    name, wanted = str(row["name"]).strip(), str(row["wanted"]).strip()
    values = {"name": name, "wanted": wanted}
    stems = _stems(name)
    speaking = _speaking(sentences, stems)
    if not speaking:
        sentence = _("Nothing is said about %(name)s; %(wanted)s is wanted.") % values
        return Reason("indicator", "ask", _("A figure is missing."), sentence)
    goals = list(quantities(fold(wanted)))
    shown = _by_distance(speaking, stems, goals[0].unit) if goals else []
    if not shown:
        sentence = _("%(name)s is mentioned without a figure to compare; %(wanted)s is wanted.") % values
        return Reason("indicator", "ask", _("A figure is missing."), sentence)
    better = direction(wanted, str(row.get("today") or ""))
    outcomes = {
        _outcome(goal, figure, better) for goal in goals if goal.unit == goals[0].unit for figure in shown
    }
    verdict = outcomes.pop() if len(outcomes) == 1 else "ask"
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


def _outcome(goal: Quantity, shown: Quantity, better: Direction) -> Verdict:
    if better == "more":
        return "for" if shown.high >= goal.low else "against"
    if better == "less":
        return "for" if shown.low <= goal.high else "against"
    return "for" if shown.low <= goal.low and goal.high <= shown.high else "ask"


def _speaking(sentences: list[str], stems: list[str]) -> list[str]:
    """The sentences that speak most of the subject, in at least half of its Latin words or two pairs of
    Chinese characters: one word alone is often something else."""
    if not stems:
        return []
    needed = math.ceil(len(stems) / 2) if all(stem.isascii() for stem in stems) else min(2, len(stems))
    counted = [(sum(stem in sentence.lower() for stem in stems), sentence) for sentence in sentences]
    most = max((count for count, _sentence in counted), default=0)
    return [sentence for count, sentence in counted if count == most >= needed]


def _by_distance(sentences: list[str], stems: list[str], unit: str) -> list[Quantity]:
    """Figures in the wanted unit, the one closest to a word of the subject first."""
    found = [pair for sentence in sentences for pair in _near(sentence, stems, unit)]
    return [quantity for _distance, quantity in sorted(found, key=lambda pair: pair[0])]


def _near(sentence: str, stems: list[str], unit: str) -> Iterator[tuple[int, Quantity]]:
    lower = sentence.lower()
    places = [match.start() for stem in stems for match in re.finditer(re.escape(stem), lower)]
    for quantity in quantities(sentence):
        if quantity.unit == unit:
            yield min(abs(place - quantity.start) for place in places), quantity


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
