"""What callers ask of the registry as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.fields import further
from catalog.fields.field import Storage
from catalog.fields.registry import FIELDS


def label_of(name: str) -> str:
    """With a capital letter, in the language of the reader. A field that is gone has its name."""
    label = str(FIELDS[name].label) if name in FIELDS else name.replace("_", " ")
    return label[:1].upper() + label[1:]


def words_for(demand: Iterable[str]) -> str:
    """The labels of a demand: "Description", "Measurable indicators or Technical specification"."""
    return str(_(" or ")).join(label_of(name) for name in demand)


def unreadable_in(stored: Mapping[str, Any]) -> list[str]:
    """The fields of which the stored value is none that its type can hold, of a row by its columns; what
    was not loaded is left out.
    """
    found = []
    for name, field in FIELDS.items():
        if field.storage is Storage.COLUMN:
            unreadable = name in stored and not field.type.can_hold(stored[name])
        else:
            unreadable = field.storage is Storage.FURTHER and not field.type.can_hold(
                further.get(stored.get(further.COLUMN), field)
            )
        if unreadable:
            found.append(name)
    return found
