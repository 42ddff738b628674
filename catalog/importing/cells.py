"""From a cell to a value of the type that its field has, or why it cannot be read. Whether the value is
acceptable says `catalog.content`. No database.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.enums import (
    Scheme,
)
from catalog.fields import FIELDS, Unacceptable
from catalog.fields.rows import CELLS
from catalog.fields.text import normalize_text
from catalog.patent_numbers import normalize_patent_number

PATENT_FIELDS = (
    "patent_title", "patent_abstract", "patent_applicants", "patent_inventors", "patent_ipc",
    "patent_published_on", "patent_expires_on",
)  # fmt: skip
PATENT_LISTS = frozenset({"patent_applicants", "patent_inventors", "patent_ipc"})
BETWEEN_ENTRIES = re.compile(r"[;；]")
WITHOUT_DECIMALS = re.compile(r"(\d{1,40})(?:\.0{0,9})?")  # spreadsheets write 7 as 7.0
CENT = Decimal("0.01")
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TRUE, FALSE = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否", ""}


class InvalidCell(Exception):
    """Why a cell cannot be read as a value of its field."""


def is_list(field: str) -> bool:
    return field in PATENT_LISTS or (field in FIELDS and FIELDS[field].is_list)


def choices_of(field: str) -> Any:
    return FIELDS[field].choices if field in FIELDS else None


def is_one_line(field: str) -> bool:
    return field in FIELDS and getattr(FIELDS[field].type, "one_line", False)


def convert(field: str, raw: Any) -> Any:
    """The value of `field` as its type takes it. An empty cell gives the field's empty value."""
    if is_list(field):
        return _list(field, raw)
    text = text_of(raw)
    choices = choices_of(field)
    if choices:
        return _choice(text, choices)
    return SPECIAL[field](text) if field in SPECIAL else text


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


def _list(field: str, raw: Any) -> list[Any]:
    if field == "indicators":
        return _rows(raw)
    items: list[Any] = list(_items(raw))
    choices = choices_of(field)
    if choices:
        items = [_choice(item, choices) for item in items]
    elif field in {"technology_codes", "industry_codes"}:
        items = [_code(item, field) for item in items]
    elif field == "patents":
        items = [number for item in items if (number := normalize_patent_number(item))]
    elif field == "countries":
        items = [_upper(item) for item in items]
    elif field == "sdg_goals":
        items = [_whole(item) for item in items]
    return list(dict.fromkeys(items))


def _items(raw: Any) -> list[str]:
    """A JSON list, a list as it is, or texts between semicolons."""
    raw = _json_list(raw)
    if isinstance(raw, list):
        return [text for text in map(text_of, raw) if text]
    return [part.strip() for part in BETWEEN_ENTRIES.split(text_of(raw)) if part.strip()]


def _rows(raw: Any) -> list[dict[str, str]]:
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


def _choice(text: str, choices: Any) -> str:
    """The value that is meant by itself or by its label, in any case; what is neither stays as it is."""
    wanted = text.casefold().replace(" ", "_")
    for value, label in choices.choices:
        if wanted in {str(value).casefold(), str(label).casefold().replace(" ", "_")}:
            return str(value)
    return text


def _code(text: str, field: str) -> str:
    """ "scheme:code" of a bare code too; of industries GB/T 4754 has digits and NACE has none."""
    scheme, colon, code = text.partition(":")
    if not colon:
        code = text
        digits = any(character.isdigit() for character in text)
        scheme = Scheme.IPC if field == "technology_codes" else Scheme.GBT4754 if digits else Scheme.NACE
    return f"{scheme.lower()}:{code.strip().upper()}"


def _whole(text: str) -> int | None:
    if not text:
        return None
    whole = WITHOUT_DECIMALS.fullmatch(text)
    if not whole:
        raise InvalidCell(f"{text[:40]!r} is no whole number")
    return int(whole[1])


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "").replace(" ", ""))
        return amount.quantize(CENT) if amount == amount.quantize(CENT) else amount
    except InvalidOperation:  # also of what is too long to be rounded, which no field takes
        raise InvalidCell(f"{text[:40]!r} is no amount in digits") from None


def _date(text: str) -> date | None:
    if not text:
        return None
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise InvalidCell(f"{text[:40]!r} is no date like 2027-03-31")


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else text


def _flag(text: str) -> bool:
    if text.casefold() in TRUE:
        return True
    if text.casefold() in FALSE:
        return False
    raise InvalidCell(f"{text[:40]!r} is neither yes nor no")


SPECIAL: dict[str, Callable[[str], Any]] = {
    "trl": _whole,
    "country": _upper,
    "budget_min": _amount,
    "budget_max": _amount,
    "deadline": _date,
    "source_date": _date,
    "patent_published_on": _date,
    "patent_expires_on": _date,
    "anonymous": _flag,
}
