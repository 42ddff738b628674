"""Types whose values are rows of cells: measurable indicators, and the patents of an offer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.fields.errors import ContentError, Unacceptable, refuse
from catalog.fields.figures import Day
from catalog.fields.value_types import (
    NO_CODES,
    FieldType,
    ListOf,
    Plain,
    Text,
    check_size,
    clean_cells,
    is_empty,
    too_many,
)
from catalog.patent_numbers import is_patent_number, normalize_patent_number

CELLS: Mapping[str, Text] = {
    "name": Text(120, one_line=True),
    "today": Text(120, one_line=True),
    "wanted": Text(120, one_line=True),
    "condition": Text(200, one_line=True),
}
_NAMES = ListOf(Text(200, one_line=True), 200)
PATENT_CELLS: Mapping[str, FieldType] = {
    "title": Text(500, one_line=True),
    "abstract": Text(20_000),
    "applicants": _NAMES,
    "inventors": _NAMES,
    "ipc": _NAMES,
    "published_on": Day(),
    "expires_on": Day(),
}


@dataclass(frozen=True, slots=True)
class Indicators(Plain):
    """Rows of name, today, wanted and condition; a row needs a name and what is wanted. Empty rows are
    left out.
    """

    limit: int

    @property
    def empty(self) -> list[Any]:
        return []

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> list[dict[str, str]]:
        rows, errors = [], []
        for number, each in enumerate(_list(value, self.limit)):
            try:
                row = clean_cells(_row(each), CELLS)
                if any(row.values()):
                    rows.append(_complete(row))
            except Unacceptable as wrong:
                errors += [error.at("", number) for error in wrong.errors]
        if len(rows) > self.limit:
            errors.append(too_many(len(rows), self.limit))
        if errors:
            raise Unacceptable(errors)
        return rows

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, list) and all(map(_is_row_of_texts, stored))


def _is_row_of_texts(row: Any) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(name, ""), str) for name in CELLS)


def _complete(row: dict[str, str]) -> dict[str, str]:
    if not row["name"]:
        missing = ContentError("required", _("Name what is measured, or remove the row."), path=("name",))
        raise Unacceptable([missing])
    if not row["wanted"]:
        message = _("Enter the figure you want for %(name)s, or remove the row.")
        raise Unacceptable([ContentError("required", message, {"name": row["name"]}, path=("wanted",))])
    return row


@dataclass(frozen=True, slots=True)
class Patents(Plain):
    """Publication numbers, or rows with a publication_number and what is known of the patent.

    Cleaned, each is a row: its number in one writing, and the cells that were given. Placeholders are
    left out; of a number given twice the first row counts.
    """

    limit: int

    @property
    def empty(self) -> list[Any]:
        return []

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        errors: list[ContentError] = []
        for number, each in enumerate(_list(value, self.limit)):
            try:
                row = _patent(each)
            except Unacceptable as wrong:
                errors += [error.at("", number) for error in wrong.errors]
                continue
            if row["publication_number"]:
                found.setdefault(row["publication_number"], row)
        if len(found) > self.limit:
            errors.append(too_many(len(found), self.limit))
        if errors:
            raise Unacceptable(errors)
        return list(found.values())

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, list)


def _patent(value: Any) -> dict[str, Any]:
    given = {"publication_number": value} if isinstance(value, str) else dict(_row(value))
    written = Text(0, one_line=True).clean(given.pop("publication_number", ""))
    number = normalize_patent_number(written)
    if number and not is_patent_number(number):
        raise refuse("no_patent_number", _("%(number)s is no publication number."), number=written[:60])
    asked = {name: cell for name, cell in PATENT_CELLS.items() if name in given}
    return {"publication_number": number, **clean_cells(given, asked)}


def _list(value: Any, limit: int) -> list[Any] | tuple[Any, ...]:
    if is_empty(value):
        return []
    if not isinstance(value, list | tuple):
        raise refuse("wrong_type", _("A list belongs here."))
    check_size(value, limit)
    return value


def _row(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise refuse("wrong_type", _("A row of named cells belongs here."))
    return value
