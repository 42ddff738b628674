"""What callers ask of the registry as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.fields.registry import COLUMNS, FIELDS


def label_of(name: str) -> str:
    """With a capital letter, in the language of the reader."""
    label = str(FIELDS[name].label)
    return label[:1].upper() + label[1:]


def words_for(demand: Iterable[str]) -> str:
    """The labels of a demand: "Description", "Measurable indicators or Technical specification"."""
    return str(_(" or ")).join(label_of(name) for name in demand)


def unreadable_in(stored: Mapping[str, Any]) -> list[str]:
    """The fields of which the stored value is none that its type can hold; fields that were not loaded
    are left out.
    """
    return [name for name in COLUMNS if name in stored and not FIELDS[name].type.can_hold(stored[name])]
