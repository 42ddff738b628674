"""Small sums behind the components of a fit: seats of the comb, chips that add up, rows of terms."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from core.templatetags.words import get
from matching.formatting import cents, level

SEATS = 5
BAR = 72  # width of a term's bar in the units of its drawing


def comb(strength: float, grade: int) -> dict[str, Any]:
    return {
        "score": f"{strength:.2f}",
        "grade": grade,
        "seats": [3 + 12 * k for k in range(grade)],
        "sockets": [f"{3.5 + 12 * k:g}" for k in range(grade, SEATS)],
    }


def apportion(weights: Sequence[float], total: float) -> list[int]:
    """The weights in hundredths, each rounded up or down so that they add up to the total by eye."""
    floors = [math.floor(weight * 100 + 1e-9) for weight in weights]
    short = cents(total) - sum(floors)
    by_loss = sorted(range(len(weights)), key=lambda n: (floors[n] - weights[n] * 100, n))
    for n in by_loss[: max(short, 0)]:
        floors[n] += 1
    return floors


def chips(terms: Iterable[Any], *, score: float | None = None, limit: int = 5) -> dict[str, Any]:
    """The heaviest terms and one chip for the rest, so that the shown weights add up to the shown score."""
    terms = list(terms)
    weights = [get(term, "weight") for term in terms]
    total = sum(weights) if score is None else score
    seen = [n for n in range(min(limit, len(terms))) if cents(weights[n])]
    rest = max(total - sum(weights[n] for n in seen), 0.0)
    shown = apportion([*(weights[n] for n in seen), rest], total)
    more = len(terms) - len(seen)
    return {
        "chips": [
            {"label": get(terms[n], "label"), "weight": f"{value / 100:.2f}", "level": level(weights[n])}
            for n, value in zip(seen, shown, strict=False)
        ],
        "more": more,
        "rest": f"{shown[-1] / 100:.2f}" if shown[-1] else "",
    }


def term_rows(terms: Iterable[Any], *, score: float | None = None) -> dict[str, Any]:
    """Rows with bars. The rest (a row without letter) has a bar unless it is longer than the longest."""
    terms = list(terms)
    weights = [get(term, "weight") for term in terms]
    total = sum(weights) if score is None else score
    heaviest = max((w for term, w in zip(terms, weights, strict=True) if get(term, "letter", "")), default=0)
    heaviest = heaviest or max(weights, default=0) or 1
    rows = [
        {
            "letter": get(term, "letter", ""),
            "term_id": get(term, "term_id", "") or get(term, "letter", ""),
            "label": get(term, "label"),
            "weight": f"{shown / 100:.2f}",
            "bar": f"{BAR * weight / heaviest:.1f}" if weight <= heaviest else "",
        }
        for term, weight, shown in zip(terms, weights, apportion(weights, sum(weights)), strict=True)
    ]
    return {"rows": rows, "score": f"{total:.2f}", "width": BAR}
