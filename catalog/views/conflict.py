"""Two versions of a listing compared field by field."""

from collections.abc import Mapping
from typing import Any

from catalog.actions.patents import numbers_of
from catalog.fields import FIELDS, label_of, words_of
from catalog.models import Listing


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
    """A value of any field as text, entries between semicolons."""
    return "; ".join(words_of(FIELDS[name].type if name in FIELDS else None, value))
