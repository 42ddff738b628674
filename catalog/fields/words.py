"""Values in the words of the reader: labels instead of codes and choices."""

from collections.abc import Mapping
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext as _

from catalog.fields.figures import Amount, Flag
from catalog.fields.value_types import Code, Country, FieldType, ListOf, OneOf, entries_of
from core import countries


def words_of(value_type: FieldType | None, value: Any) -> list[str]:
    """One text per entry of a list, one for any other value, none for an empty one.

    Without a type (of a field that is gone) a value is written as it is.
    """
    entry = value_type.entry if isinstance(value_type, ListOf) else value_type
    return [_cells(each) if isinstance(each, Mapping) else _word(entry, each) for each in entries_of(value)]


def _cells(row: Mapping[str, Any]) -> str:
    return " ".join(str(cell) for cell in row.values() if cell)


@singledispatch
def _word(value_type: Any, value: Any) -> str:
    return str(value)


@_word.register
def _choice(value_type: OneOf, value: Any) -> str:
    return str(dict(value_type.choices.choices).get(value, value))


@_word.register
def _code(value_type: Code, value: Any) -> str:
    return str(value).partition(":")[2]


@_word.register
def _country(value_type: Country, value: Any) -> str:
    return countries.name_of(str(value))


@_word.register
def _amount(value_type: Amount, value: Any) -> str:
    return f"{Decimal(str(value)):,f}".removesuffix(".00")


@_word.register
def _flag(value_type: Flag, value: Any) -> str:
    return str(_("yes") if value else _("no"))
