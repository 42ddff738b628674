"""Two versions of a listing compared field by field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.actions.patents import numbers_of
from catalog.fields import FIELDS, label_of
from catalog.models import Listing
from core import countries


def differences(saved: Listing, mine: Mapping[str, Any]) -> list[dict[str, str]]:
    """Fields in which the text of the form differs from what is saved now."""
    now = saved.values() | ({"patents": numbers_of(saved)} if "patents" in mine else {})
    return [
        {
            "label": label_of(name),
            "saved": written(name, now.get(name)),
            "mine": written(name, value),
        }
        for name, value in mine.items()
        if now.get(name) != value
    ]


def written(name: str, value: Any) -> str:
    """A value of any field as text: words instead of codes, entries between semicolons."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "; ".join(_entry(name, each) for each in value)
    return "" if value is None else _entry(name, value)


def _entry(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    choices = FIELDS[name].choices if name in FIELDS else None
    if choices:
        return str(dict(choices.choices).get(value, value))
    if name in {"technology_codes", "industry_codes"}:
        return str(value).partition(":")[2]
    if name in {"country", "countries"}:
        return countries.name_of(str(value))
    if name in {"budget_min", "budget_max"}:
        return f"{Decimal(str(value)):,f}".removesuffix(".00")
    return str(value)
