"""From a cell to the value of a field, or the reason why not. No database."""

import json
import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.enums import (
    Currency,
    ExportControl,
    IprStatus,
    ListingLanguage,
    MustMatch,
    PartnershipType,
    PartnerType,
    Scheme,
    Stage,
)
from catalog.importers import numbers
from catalog.importers.numbers import normal_number
from catalog.profiles import LISTS, LONGEST_WORD, MATRIX

CHOICES: dict[str, Any] = {
    "stage_of_development": Stage,
    "ipr_status": IprStatus,
    "language": ListingLanguage,
    "currency": Currency,
    "export_control": ExportControl,
    "partnership_types": PartnershipType,
    "partner_types": PartnerType,
    "must_match": MustMatch,
}
PATENT_FIELDS = (
    "patent_title", "patent_abstract", "patent_applicants", "patent_inventors", "patent_ipc",
    "patent_published_on", "patent_expires_on",
)  # fmt: skip
PATENT_LISTS = frozenset({"patent_applicants", "patent_inventors", "patent_ipc"})
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
ONE_LINE = frozenset({"title", "title_other", "own_reference", "region", "source", "patent_title"})
TRUE, FALSE = {"1", "true", "yes", "y", "是"}, {"0", "false", "no", "n", "否", ""}
LONGEST_WHOLE = 6  # digits of a whole number
HIGHEST_AMOUNT = Decimal(10) ** 12


class Wrong(Exception):
    """Why a cell cannot be the value of its field."""


def check_one_line(field: str, value: Any) -> None:
    if field in ONE_LINE and isinstance(value, str) and ("\n" in value or "\r" in value):
        raise Wrong("a line break; is a quote of this or an earlier row not closed?")


def check_characters(text: str) -> None:
    """Private-use characters are what GB18030 makes of bytes that were another encoding."""
    found = PRIVATE_USE.search(text)
    if found:
        raise Wrong(
            f"the private-use character U+{ord(found[0]):04X}: the file's encoding was probably guessed "
            "wrongly, name it with --encoding"
        )


def is_list(field: str) -> bool:
    return field in LISTS or field in PATENT_LISTS or field == "patents"


def convert(field: str, raw: Any, codes: Collection[str]) -> Any:
    """The value of `field`; `codes` are the known "scheme:code". An empty cell gives the field's empty value."""
    if is_list(field):
        return _list(field, raw, codes)
    text = _text(raw)
    if field in CHOICES:
        return _choice(text, CHOICES[field]) if text else ""
    if field in SPECIAL:
        return SPECIAL[field](text)
    longest = 500 if field == "patent_title" else MATRIX[field].longest if field in MATRIX else 0
    if longest and len(text) > longest:
        raise Wrong(f"{len(text)} characters, {longest} at most")
    return text


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, dict | list):
        raise Wrong("a list or an object where one text belongs")
    text = str(raw).replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Wrong("a NUL character in the text")
    check_characters(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Wrong("half a character (a lone surrogate) in the text") from None
    return text


def _list(field: str, raw: Any, codes: Collection[str]) -> list[Any]:
    if field == "indicators":
        return _limited(field, _rows(raw))
    items: list[Any] = list(_items(raw))
    if field in CHOICES:
        items = [_choice(item, CHOICES[field]) for item in items]
    elif field in {"technology_codes", "industry_codes"}:
        items = [_code(item, field, codes) for item in items]
    elif field == "patents":
        items = [number for item in items if (number := _number(item))]
    elif field == "countries":
        items = [_country(item) for item in items]
    elif field in {"keywords", "market_keywords"}:
        items = [_word(item) for item in items]
    elif field == "sdg_goals":
        items = [_between(item, 1, 17) for item in items]
    return _limited(field, list(dict.fromkeys(items)))


def _limited(field: str, items: list[Any]) -> list[Any]:
    longest = MATRIX[field].longest if field in MATRIX else 0
    if longest and len(items) > longest:
        raise Wrong(f"{len(items)} entries, {longest} at most")
    return items


def _items(raw: Any) -> list[str]:
    """A JSON list, a list as it is, or texts between semicolons."""
    if isinstance(raw, str) and raw.strip().startswith("["):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise Wrong("begins like a JSON list and is none") from None
    if isinstance(raw, list):
        return [text for text in map(_text, raw) if text]
    return [part.strip() for part in re.split(r"[;；]", _text(raw)) if part.strip()]


def _rows(raw: Any) -> list[dict[str, str]]:
    """Indicators: a JSON list of objects, or "name|today|wanted|condition" between semicolons."""
    names = ("name", "today", "wanted", "condition")
    if isinstance(raw, str) and raw.strip().startswith("["):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise Wrong("begins like a JSON list and is none") from None
    if isinstance(raw, list):
        if not all(isinstance(row, dict) and row.get("name") for row in raw):
            raise Wrong("indicators are objects with a name")
        return [{name: _text(row.get(name)) for name in names} for row in raw]
    rows = []
    for part in _items(raw):
        cells = [cell.strip() for cell in part.split("|")] + ["", "", ""]
        rows.append(dict(zip(names, cells, strict=False)))
    return rows


def _choice(text: str, choices: Any) -> str:
    wanted = text.casefold().replace(" ", "_")
    for value, label in choices.choices:
        if wanted in {str(value).casefold(), str(label).casefold().replace(" ", "_")}:
            return str(value)
    raise Wrong(f"{text[:60]!r} is none of {', '.join(map(str, choices.values))}")


def _code(text: str, field: str, codes: Collection[str]) -> str:
    scheme, colon, code = text.partition(":")
    if not colon:
        code = text
        digits = any(character.isdigit() for character in text)
        scheme = Scheme.IPC if field == "technology_codes" else Scheme.GBT4754 if digits else Scheme.NACE
    key = f"{scheme.lower()}:{code.strip().upper()}"
    if key not in codes or (field == "technology_codes") != key.startswith("ipc:"):
        raise Wrong(f"the code {text[:40]!r} is unknown")
    return key


def _word(text: str) -> str:
    if len(text) > LONGEST_WORD:
        raise Wrong(f"a keyword of {len(text)} characters, {LONGEST_WORD} at most: {text[:40]!r}")
    return text


def _number(text: str) -> str:
    number = normal_number(text)
    if len(number) > numbers.LONGEST or (number and not number.isalnum()):
        raise Wrong(f"{text[:60]!r} is no publication number")
    return number


def _country(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z]{2}", text):
        raise Wrong(f"{text[:40]!r} is no country code of two letters")
    return text.upper()


def _between(text: str, lowest: int, highest: int) -> int:
    if not text.isdecimal() or len(text) > LONGEST_WHOLE or not lowest <= int(text) <= highest:
        raise Wrong(f"{text[:40]!r} is no whole number from {lowest} to {highest}")
    return int(text)


def _trl(text: str) -> int | None:
    return _between(text, 1, 9) if text else None


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise Wrong(f"{text[:40]!r} is no amount in digits") from None
    if not amount.is_finite() or not 0 <= amount < HIGHEST_AMOUNT:
        raise Wrong(f"{text[:40]!r} is no amount from 0 to {HIGHEST_AMOUNT - 1}")
    return amount.quantize(Decimal("0.01"))


def _date(text: str) -> date | None:
    if not text:
        return None
    for form in DATES:
        try:
            return datetime.strptime(text[:11], form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise Wrong(f"{text[:40]!r} is no date like 2027-03-31")


def _flag(text: str) -> bool:
    if text.casefold() in TRUE:
        return True
    if text.casefold() in FALSE:
        return False
    raise Wrong(f"{text[:40]!r} is neither yes nor no")


SPECIAL: dict[str, Callable[[str], Any]] = {
    "trl": _trl,
    "country": _country,
    "budget_min": _amount,
    "budget_max": _amount,
    "deadline": _date,
    "source_date": _date,
    "patent_published_on": _date,
    "patent_expires_on": _date,
    "anonymous": _flag,
}
