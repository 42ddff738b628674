"""The figures a need wants beside the figures an offer shows, as the engine compares them.

A figure that is not found is a question, never a no; what could not be compared says why.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.fields import FIELDS
from catalog.models import Listing
from matching import corpus
from matching.engine import FigureComparison, FigureText, compare_figures
from matching.evidence.reason import Reason

BETWEEN = "\n\n"  # ends a sentence


def indicators(need: Listing, offer: Listing) -> list[Reason]:
    """One reason for each row that wants something."""
    rows = [
        row for row in need.indicators if isinstance(row, Mapping) and row.get("name") and row.get("wanted")
    ]
    if not rows:
        return []
    text = FigureText(text_of(offer), str(offer.language))
    return [_reason(row, text) for row in rows]


def text_of(offer: Listing) -> str:
    """All public text of an offer that shows figures, in both languages, with its patents."""
    texts = (corpus.text_of(offer, FIELDS[name]) for name in FIELDS.names("shows_figures"))
    return BETWEEN.join(filter(None, texts))


def _reason(row: Mapping[str, Any], text: FigureText) -> Reason:
    name, today, wanted, condition = (
        str(row.get(cell) or "").strip() for cell in ("name", "today", "wanted", "condition")
    )
    found = compare_figures(f"{name} ({condition})" if condition else name, today, wanted, text)
    values = {"name": name, "wanted": wanted, "shown": found.shown}
    if found.verdict == "reached":
        sentence = _("%(name)s: %(shown)s shown, %(wanted)s wanted.") % values
        return Reason("indicator", "for", _("The figure is reached."), sentence)
    if found.verdict == "not_reached":
        sentence = _("%(name)s: %(shown)s shown, %(wanted)s wanted.") % values
        return Reason("indicator", "against", _("The figure is not reached."), sentence)
    if found.verdict == "check":
        sentence = _("%(name)s, %(wanted)s wanted: the offer states %(shown)s; check what it is a figure of.")
        return Reason("indicator", "ask", _("A figure to check."), sentence % values)
    if found.verdict == "not_stated":
        sentence = _("No figure found for %(name)s (wanted: %(wanted)s).") % values
        return Reason("indicator", "ask", _("No figure found."), sentence)
    return Reason("indicator", "ask", _("A figure not compared."), _why_not(found) % values)


def _why_not(found: FigureComparison) -> str:
    if found.why == "language":
        return _("%(name)s, %(wanted)s wanted: not compared, because of the language of the offer.")
    if found.why == "too_long":
        return _("%(name)s, %(wanted)s wanted: not compared, because the offer is too long.")
    return _("%(name)s: not compared, because no figure could be read in “%(wanted)s”.")
