"""Rows of a file, one after the other: CSV in whatever encoding and JSON lines. No database."""

import codecs
import csv
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("utf-8", "gb18030")
DELIMITERS = (",", ";", "\t")
LARGEST_CELL = 10_000_000
BLOCK = 1 << 20
NOT_YET = {"xlsx": "Spreadsheets (xlsx)", "patent-xml": "Patent files (patent-xml)"}


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(slots=True)
class RawRow:
    """`number` is the line of JSON lines, the row of a table (its header is row 1)."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def format_of(path: Path, given: str = "") -> str:
    found = given or {
        ".csv": "csv",
        ".tsv": "csv",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".xlsx": "xlsx",
    }.get(path.suffix.lower(), "")
    if not found:
        raise Unreadable(f"The ending of {path.name} tells no format. Say --format csv or --format jsonl.")
    if found in NOT_YET:
        raise Unreadable(
            f"{NOT_YET[found]} are not built yet. Save the table as CSV (UTF-8) and import that."
        )
    return found


def read(path: Path, file_format: str, encoding: str = "") -> Iterator[RawRow]:
    encoding = encoding_for(path, file_format, encoding)
    return _csv_rows(path, encoding) if file_format == "csv" else _json_rows(path, encoding)


def columns_of(path: Path, file_format: str, encoding: str = "") -> list[str]:
    """The header of a table; of JSON lines the keys of all objects, in order of appearance."""
    encoding = encoding_for(path, file_format, encoding)
    if file_format == "csv":
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(path, encoding), strict=True)
            return _header(_first(reader, path))
    found: dict[str, None] = {}
    for row in _json_rows(path, encoding):
        found |= dict.fromkeys(row.values)
    return list(found)


def encoding_for(path: Path, file_format: str, given: str = "") -> str:
    """The encoding that was named, when the file is in it; else by the look of the file."""
    if not given:
        return encoding_of(path) if file_format == "csv" else "utf-8-sig"
    try:
        name = codecs.lookup(given).name
        "".encode(name)
        readable = _decodes(path, name)
    except LookupError:
        raise Unreadable(f"There is no encoding {given!r}. Known are utf-8, gb18030, big5, utf-16.") from None
    if not readable:
        raise Unreadable(f"{path.name} is not {name}.")
    return "utf-8-sig" if name == "utf-8" else name


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-8 when every byte of it is, else GB18030."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in BOMS:
        if start.startswith(mark):
            return name
    for name in CANDIDATES:
        if _decodes(path, name):
            return name
    raise Unreadable(f"{path.name} is neither UTF-8 nor GB18030. Save it as UTF-8.")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
    return max(DELIMITERS, key=first.count)


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    if twice:
        raise Unreadable(f"The header names {', '.join(twice)} twice.")
    if not any(names):
        raise Unreadable("The file has no header row.")
    return names


def _first(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise _broken(1, path, error) from None


def _broken(number: int, path: Path, error: csv.Error) -> Unreadable:
    hint = (
        "; a quote is opened and not closed, or stands within a cell"
        if "field larger" not in str(error)
        else ""
    )
    return Unreadable(f"Row {number} of {path.name}: {error}{hint}.")


def _csv_rows(path: Path, encoding: str) -> Iterator[RawRow]:
    csv.field_size_limit(LARGEST_CELL)
    delimiter = _delimiter(path, encoding)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        names = _header(_first(reader, path))
        number = 1
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _broken(number, path, error) from None
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                yield RawRow(number, problem=f"{len(cells)} cells under a header of {len(names)}")
                continue
            yield RawRow(number, {n: c for n, c in zip(names, cells, strict=False) if n})


def _json_rows(path: Path, encoding: str) -> Iterator[RawRow]:
    try:
        with path.open(encoding=encoding) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _json_row(number, line)
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not UTF-8, which JSON lines must be.") from None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _json_row(number: int, line: str) -> RawRow:
    try:
        values = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    except ValueError as error:
        return RawRow(number, problem=f"no JSON: {error}")
    except RecursionError:
        return RawRow(number, problem="no JSON: nested too deeply")
    if not isinstance(values, dict):
        return RawRow(number, problem="no JSON object")
    return RawRow(number, values)
