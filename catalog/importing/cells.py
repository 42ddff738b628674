"""From a cell to a value of the type that its field has, or why it cannot be read. Whether the value is
acceptable says `catalog.content`. No database.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import singledispatch
from typing import Any

from catalog.enums import Scheme
from catalog.fields import FIELDS, Unacceptable
from catalog.fields.figures import Amount, Day, Flag, Whole
from catalog.fields.rows import CELLS, PATENT_CELLS, Indicators, Patents
from catalog.fields.text import normalize_text
from catalog.fields.value_types import Code, Country, FieldType, ListOf, OneOf
from catalog.patent_numbers import normalize_patent_number

PATENT_FIELDS = tuple(f"patent_{name}" for name in PATENT_CELLS)
BETWEEN_ENTRIES = re.compile(r"[;；]")
WITHOUT_DECIMALS = re.compile(r"(\d{1,40})(?:\.0{0,9})?")  # spreadsheets write 7 as 7.0
CENT = Decimal("0.01")
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TRUE, FALSE = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否", ""}


class InvalidCell(Exception):
    """Why a cell cannot be read as a value of its field."""


def type_of(field: str) -> FieldType:
    if field in PATENT_FIELDS:
        return PATENT_CELLS[field.removeprefix("patent_")]
    return FIELDS[field].type


def is_list(field: str) -> bool:
    return isinstance(type_of(field).empty, list)


def is_one_line(field: str) -> bool:
    return field in FIELDS and getattr(FIELDS[field].type, "one_line", False)


def convert(field: str, raw: Any) -> Any:
    """The value of `field` as its type takes it. An empty cell gives the field's empty value."""
    return _read(type_of(field), raw)


@singledispatch
def _read(value_type: Any, raw: Any) -> Any:
    """A cell as a value of the type. Of types that are not named below the text itself."""
    return text_of(raw)


def text_of(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, dict | list):
        raise InvalidCell("a list or an object where one text belongs")
    try:
        return normalize_text(str(raw))
    except Unacceptable as wrong:
        hint = " (--encoding names the encoding of the file)"
        error = wrong.errors[0]
        raise InvalidCell(f"{error.sentence}{hint if error.code == 'private_use' else ''}") from None


@_read.register
def _list(value_type: ListOf, raw: Any) -> list[Any]:
    return list(dict.fromkeys(_read(value_type.entry, item) for item in _items(raw)))


@_read.register
def _patents(value_type: Patents, raw: Any) -> list[str]:
    numbers = map(normalize_patent_number, _items(raw))
    return list(dict.fromkeys(number for number in numbers if number))


def _items(raw: Any) -> list[str]:
    """A JSON list, a list as it is, or texts between semicolons."""
    raw = _json_list(raw)
    if isinstance(raw, list):
        return [text for text in map(text_of, raw) if text]
    return [part.strip() for part in BETWEEN_ENTRIES.split(text_of(raw)) if part.strip()]


@_read.register
def _rows(value_type: Indicators, raw: Any) -> list[dict[str, str]]:
    """Indicators: a JSON list of objects, or "name|today|wanted|condition" between semicolons."""
    raw = _json_list(raw)
    if isinstance(raw, list):
        if not all(isinstance(row, dict) for row in raw):
            raise InvalidCell("indicators are objects with a name")
        return [{name: text_of(row.get(name)) for name in CELLS} for row in raw]
    rows = []
    for part in _items(raw):
        cells = [cell.strip() for cell in part.split("|")] + ["", "", ""]
        if len(cells) > 2 * len(CELLS) - 1:
            raise InvalidCell(f"an indicator has {len(CELLS)} cells: {part[:40]!r}")
        rows.append(dict(zip(CELLS, cells, strict=False)))
    return rows


def _json_list(raw: Any) -> Any:
    """A text that begins like a JSON list, as that list; anything else as it is."""
    if not isinstance(raw, str) or not raw.strip().startswith("["):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidCell("begins like a JSON list and is none") from None


@_read.register
def _choice(value_type: OneOf, raw: Any) -> str:
    """The value that is meant by itself or by its label, in any case; what is neither stays as it is."""
    text = text_of(raw)
    wanted = text.casefold().replace(" ", "_")
    for value, label in value_type.choices.choices:
        if wanted in {str(value).casefold(), str(label).casefold().replace(" ", "_")}:
            return str(value)
    return text


@_read.register
def _code(value_type: Code, raw: Any) -> str:
    """ "scheme:code" of a bare code too; of industries GB/T 4754 has digits and NACE has none."""
    text = text_of(raw)
    scheme, colon, code = text.partition(":")
    if not colon:
        code = text
        digits = any(character.isdigit() for character in text)
        industry = Scheme.GBT4754 if digits else Scheme.NACE
        scheme = value_type.schemes[0] if len(value_type.schemes) == 1 else industry
    return f"{scheme.lower()}:{code.strip().upper()}"


@_read.register
def _whole(value_type: Whole, raw: Any) -> int | None:
    text = text_of(raw)
    if not text:
        return None
    whole = WITHOUT_DECIMALS.fullmatch(text)
    if not whole:
        raise InvalidCell(f"{text[:40]!r} is no whole number")
    return int(whole[1])


@_read.register
def _amount(value_type: Amount, raw: Any) -> Decimal | None:
    text = text_of(raw)
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "").replace(" ", ""))
        return amount.quantize(CENT) if amount == amount.quantize(CENT) else amount
    except InvalidOperation:  # also of what is too long to be rounded, which no field takes
        raise InvalidCell(f"{text[:40]!r} is no amount in digits") from None


@_read.register
def _day(value_type: Day, raw: Any) -> date | None:
    text = text_of(raw)
    if not text:
        return None
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise InvalidCell(f"{text[:40]!r} is no date like 2027-03-31")


@_read.register
def _country(value_type: Country, raw: Any) -> str:
    text = text_of(raw)
    return text.upper() if text.isascii() else text


@_read.register
def _flag(value_type: Flag, raw: Any) -> bool:
    text = text_of(raw)
    if text.casefold() in TRUE:
        return True
    if text.casefold() in FALSE:
        return False
    raise InvalidCell(f"{text[:40]!r} is neither yes nor no")
