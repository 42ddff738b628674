"""Which column is which field, and a raw row made into the content of a listing. No database."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from catalog.fields import FIELDS, ContentError
from catalog.importing.cells import PATENT_FIELDS, InvalidCell, convert, is_list, is_one_line, text_of
from catalog.importing.readers import RawRow
from catalog.kinds import used

HINTS = {"line_break": " Is a quote of this or an earlier row not closed?"}  # what in a file may be the cause
LEAVE = {"", "-"}  # --map COLUMN=- keeps an obvious column out
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class InvalidMapping(Exception):
    """The options name a column or field that is not there."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    kind: str
    columns: Mapping[str, tuple[str, ...]]  # column -> fields
    constants: Mapping[str, str] = field(default_factory=dict)
    nulls: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    column: str
    reason: str


@dataclass(slots=True)
class ParsedRow:
    """A row as content, with what was not mapped, and with what could not be read."""

    number: int
    content: dict[str, Any] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # field -> the column it came from
    unread: set[str] = field(default_factory=set)  # fields whose column could not be read

    def refuse(self, errors: Iterable[ContentError]) -> list[Problem]:
        """What `catalog.content` says of the row, as problems at its columns; not of fields that could
        not be read.
        """
        found = [
            Problem(self.number, self._column(error), f"{error.sentence}{HINTS.get(error.code, '')}")
            for error in errors
            if error.field not in self.unread
        ]
        self.problems += found
        return found

    def _column(self, error: ContentError) -> str:
        cell = f"patent_{error.path[-1]}" if error.field == "patents" and error.path else ""
        return self.columns.get(cell) or self.columns.get(error.field) or error.field


def fields_for(kind: str) -> list[str]:
    """The fields of the kind that a file can fill; what is known of its patents has columns of its own."""
    names = [name for name in used(kind) if FIELDS[name].from_files]
    return [*names, *PATENT_FIELDS] if "patents" in names else names


def resolve_mapping(
    *,
    kind: str,
    columns: Sequence[str],
    given: Iterable[tuple[str, str]] = (),
    constants: Mapping[str, str] | None = None,
    nulls: Iterable[str] = (),
) -> ColumnMapping:
    """The mapping: what was given, then equal names, then obvious ones; nothing is mapped twice by itself."""
    known = fields_for(kind)
    chosen: dict[str, tuple[str, ...]] = {}
    for column, name in given:
        if column not in columns:
            raise InvalidMapping(f"The file has no column {column!r}. It has: {', '.join(columns)}.")
        if name not in known and name not in LEAVE:
            raise InvalidMapping(f"{kind}s have no field {name!r}. They have: {', '.join(known)}.")
        chosen[column] = (*chosen.get(column, ()), *([] if name in LEAVE else [name]))
    for name in constants or {}:
        if name not in known:
            raise InvalidMapping(f"{kind}s have no field {name!r}. They have: {', '.join(known)}.")
    taken = {name for names in chosen.values() for name in names} | set(constants or {})
    for column in columns:
        name = _obvious(column, known)
        if column not in chosen and name and name not in taken:
            chosen[column] = (name,)
            taken.add(name)
    return ColumnMapping(kind, chosen, dict(constants or {}), frozenset(nulls))


def _obvious(column: str, known: Sequence[str]) -> str:
    plain = re.sub(r"[\s-]+", "_", column.strip().casefold())
    if plain in known:
        return plain
    fields = (FIELDS[name] for name in known if name in FIELDS)
    return next((field.name for field in fields if plain in field.aliases), "")


def parse(rows: Iterable[RawRow], mapping: ColumnMapping) -> Iterator[ParsedRow]:
    for row in rows:
        yield _parse(row, mapping)


def _parse(row: RawRow, mapping: ColumnMapping) -> ParsedRow:
    found = ParsedRow(row.number)
    if row.problem:
        found.problems.append(Problem(row.number, "", row.problem))
        return found
    for name, constant in mapping.constants.items():
        _put(found, "--set", name, constant)
    for column, raw in row.values.items():
        value = None if _is_null(raw, mapping.nulls) else raw
        for name in mapping.columns.get(column, ()):
            _put(found, column, name, value)
        if not mapping.columns.get(column):
            _keep(found, column, raw)
    if not found.content.get("language") and "language" not in found.unread:
        found.content["language"] = _language(found.content)
    _gather_patents(found)
    return found


def _put(found: ParsedRow, column: str, name: str, raw: Any) -> None:
    """Set a field; several columns of one list add up, several of one text become paragraphs."""
    found.columns[name] = column
    try:
        value = convert(name, raw)
    except InvalidCell as wrong:
        found.problems.append(Problem(found.number, column, str(wrong)))
        found.unread.add("patents" if name in PATENT_FIELDS else name)
        return
    before = found.content.get(name)
    if before and value and is_list(name):
        value = _both(before, value)
    elif before and isinstance(before, str) and column != "--set":
        between = " " if is_one_line(name) else "\n\n"
        value = f"{before}{between}{value}" if value else before
    found.content[name] = value


def _both(before: list[Any], more: list[Any]) -> list[Any]:
    """Two lists as one; what the first has is not repeated. Their entries are texts, or rows of one
    indicator each.
    """
    known = {_key(each) for each in before}
    return [*before, *(each for each in more if _key(each) not in known)]


def _key(entry: Any) -> Any:
    return tuple(entry.items()) if isinstance(entry, dict) else entry


def _keep(found: ParsedRow, column: str, raw: Any) -> None:
    """What is not mapped stays with the row."""
    try:
        plain = _plain(raw)
        text_of(plain if isinstance(plain, str) else "")
    except RecursionError:
        found.problems.append(Problem(found.number, column, "nested too deeply"))
        return
    except InvalidCell as wrong:
        found.problems.append(Problem(found.number, column, str(wrong)))
    found.record[_plain(column)] = plain


def _is_null(raw: Any, nulls: Collection[str]) -> bool:
    return isinstance(raw, str | int | float) and str(raw).strip() in nulls


def _plain(raw: Any) -> Any:
    """What JSON columns of both databases can hold."""
    if isinstance(raw, str):
        return raw.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(raw, list):
        return [_plain(each) for each in raw]
    if isinstance(raw, dict):
        return {_plain(str(name)): _plain(each) for name, each in raw.items()}
    return raw


def _language(content: Mapping[str, Any]) -> str:
    text = f"{content.get('title', '')} {content.get('description', '')}"
    return "zh" if CHINESE.search(text) else "en"


def _gather_patents(found: ParsedRow) -> None:
    """The patent_* fields of a row describe its patents."""
    details = {
        name.removeprefix("patent_"): value
        for name in PATENT_FIELDS
        if (value := found.content.pop(name, None)) not in (None, "", [])
    }
    if "patents" in found.content:
        found.content["patents"] = [
            {"publication_number": number, **details} for number in found.content["patents"]
        ]


def digest_of(parsed: ParsedRow) -> str:
    """Equal for an equal row under an equal mapping: a second import knows it."""
    text = json.dumps([parsed.content, parsed.record], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
