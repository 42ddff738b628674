"""Which column is which field, and a raw row made into the content of a listing. No database."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from catalog.enums import Kind
from catalog.importers.reading import RawRow
from catalog.importers.values import PATENT_FIELDS, Wrong, check_characters, check_one_line, convert, is_list
from catalog.profiles import used

OBVIOUS = {
    "title": ("name", "标题", "名称", "题名", "成果名称", "需求名称"),
    "summary": ("摘要", "简介"),
    "description": ("text", "abstract", "描述", "说明", "详细说明", "内容"),
    "own_reference": ("id", "reference", "number", "编号"),
    "patents": ("patent", "patent_number", "publication_number", "专利号", "公开号", "公布号"),
    "stage_of_development": ("stage", "发展阶段"),
    "keywords": ("keyword", "关键词"),
    "country": ("国家",),
    "region": ("地区", "省份"),
    "language": ("lang", "语言"),
}
NOT_FROM_FILES = {"rights_declared_at"}
LEAVE = {"", "-"}  # --map COLUMN=- keeps an obvious column out
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class WrongMapping(Exception):
    """The options name a column or field that is not there."""


@dataclass(frozen=True, slots=True)
class Plan:
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
class Parsed:
    """A row as content, with what was not mapped; or with its problems."""

    number: int
    content: dict[str, Any] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def fields_for(kind: str) -> list[str]:
    names = [name for name in used(kind) if name not in NOT_FROM_FILES]
    return [*names, "patents", *PATENT_FIELDS] if kind == Kind.OFFER else names


def plan(
    *,
    kind: str,
    columns: Sequence[str],
    given: Iterable[tuple[str, str]] = (),
    constants: Mapping[str, str] | None = None,
    nulls: Iterable[str] = (),
) -> Plan:
    """The mapping: what was given, then equal names, then obvious ones; nothing is mapped twice by itself."""
    known = fields_for(kind)
    chosen: dict[str, tuple[str, ...]] = {}
    for column, name in given:
        if column not in columns:
            raise WrongMapping(f"The file has no column {column!r}. It has: {', '.join(columns)}.")
        if name not in known and name not in LEAVE:
            raise WrongMapping(f"{kind}s have no field {name!r}. They have: {', '.join(known)}.")
        chosen[column] = (*chosen.get(column, ()), *([] if name in LEAVE else [name]))
    for name in constants or {}:
        if name not in known:
            raise WrongMapping(f"{kind}s have no field {name!r}. They have: {', '.join(known)}.")
    taken = {name for names in chosen.values() for name in names} | set(constants or {})
    for column in columns:
        name = _obvious(column, known)
        if column not in chosen and name and name not in taken:
            chosen[column] = (name,)
            taken.add(name)
    return Plan(kind, chosen, dict(constants or {}), frozenset(nulls))


def _obvious(column: str, known: Sequence[str]) -> str:
    plain = re.sub(r"[\s-]+", "_", column.strip().casefold())
    if plain in known:
        return plain
    return next((name for name, others in OBVIOUS.items() if plain in others and name in known), "")


def parse(rows: Iterable[RawRow], mapping: Plan, codes: Collection[str]) -> Iterator[Parsed]:
    for row in rows:
        yield _parse(row, mapping, codes)


def _parse(row: RawRow, mapping: Plan, codes: Collection[str]) -> Parsed:
    found = Parsed(row.number)
    if row.problem:
        found.problems.append(Problem(row.number, "", row.problem))
        return found
    for name, constant in mapping.constants.items():
        _put(found, "--set", name, constant, codes)
    for column, raw in row.values.items():
        value = None if _is_null(raw, mapping.nulls) else raw
        for name in mapping.columns.get(column, ()):
            _put(found, column, name, value, codes)
        if not mapping.columns.get(column):
            _keep(found, column, raw)
    if not found.content.get("title") and not found.problems:
        found.problems.append(Problem(row.number, "title", "empty"))
    if not found.content.get("language"):
        found.content["language"] = _language(found.content)
    low, high = found.content.get("budget_min"), found.content.get("budget_max")
    if low is not None and high is not None and low > high:
        found.problems.append(Problem(row.number, "budget_max", "below budget_min"))
    _gather_patents(found)
    return found


def _put(found: Parsed, column: str, name: str, raw: Any, codes: Collection[str]) -> None:
    """Set a field; several columns of one list add up, several of one text become paragraphs."""
    try:
        value = convert(name, raw, codes)
        check_one_line(name, value)
        before = found.content.get(name)
        if before and value and is_list(name):
            value = convert(name, _both(before, value), codes)
        elif before and isinstance(before, str) and column != "--set":
            value = convert(name, f"{before}\n\n{value}", codes) if value else before
        found.content[name] = value
    except Wrong as wrong:
        found.problems.append(Problem(found.number, column, str(wrong)))


def _both(before: list[Any], more: list[Any]) -> list[Any]:
    """Two lists as one; what the first has is not repeated. Their entries are texts, or rows of one indicator each."""
    known = {_key(each) for each in before}
    return [*before, *(each for each in more if _key(each) not in known)]


def _key(entry: Any) -> Any:
    return tuple(entry.items()) if isinstance(entry, dict) else entry


def _keep(found: Parsed, column: str, raw: Any) -> None:
    """What is not mapped stays with the row."""
    try:
        check_characters(raw if isinstance(raw, str) else "")
    except Wrong as wrong:
        found.problems.append(Problem(found.number, column, str(wrong)))
    try:
        found.record[column] = _plain(raw)
    except RecursionError:
        found.problems.append(Problem(found.number, column, "nested too deeply"))


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


def _gather_patents(found: Parsed) -> None:
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


def digest_of(parsed: Parsed) -> str:
    """Equal for an equal row under an equal mapping: a second import knows it."""
    text = json.dumps([parsed.content, parsed.record], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
