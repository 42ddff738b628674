"""Judged collections on disk: docs.jsonl[.gz], queries.jsonl[.gz], qrels.tsv."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.engine.documents import Document


class CollectionError(Exception):
    """A file that is missing or malformed; the message names it and the line."""


@dataclass(frozen=True, slots=True)
class JudgedCollection:
    """Documents, queries and judgements: an integer grade, above 0 for relevant."""

    documents: tuple[Document, ...]
    queries: tuple[Document, ...]
    grades: dict[str, dict[str, int]]  # query -> document -> grade

    def judged_queries(self) -> list[Document]:
        return [query for query in self.queries if query.key in self.grades]


def read_collection(folder: Path) -> JudgedCollection:
    """A collection from its folder; a query may have a title. CollectionError for missing and malformed
    files.
    """
    folder = Path(folder)
    documents = tuple(_rows(_one_of(folder, "docs"), "offer"))
    queries = tuple(_rows(_one_of(folder, "queries"), "need"))
    return JudgedCollection(documents, queries, _grades(folder / "qrels.tsv"))


def _one_of(folder: Path, name: str) -> Path:
    for ending in (".jsonl", ".jsonl.gz"):
        if (folder / f"{name}{ending}").is_file():
            return folder / f"{name}{ending}"
    raise CollectionError(f"{folder / name}.jsonl is missing, and .jsonl.gz too")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.decode("utf-8")
    except FileNotFoundError as error:
        raise CollectionError(f"{path} is missing") from error
    except UnicodeDecodeError as error:
        raise CollectionError(f"{path}, line {number}: not UTF-8") from error
    except (OSError, EOFError) as error:
        raise CollectionError(f"{path}, after line {number}: {error}") from error


def _rows(path: Path, kind: str) -> Iterator[Document]:
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CollectionError(f"{path}, line {number}: not JSON ({error})") from error
        key = _text(path, number, row, "id")
        if not key:
            raise CollectionError(f"{path}, line {number}: the id is empty")
        if key in seen:
            raise CollectionError(f"{path}, line {number}: the id {key!r} stands twice")
        seen.add(key)
        title = _text(path, number, row, "title") if row.get("title") is not None else ""
        yield Document(key, kind, title, _text(path, number, row, "text"))


def _text(path: Path, number: int, row: Any, name: str) -> str:
    if not isinstance(row, dict) or not isinstance(row.get(name), str):
        raise CollectionError(f"{path}, line {number}: no text under {name!r}")
    return str(row[name])


def _grades(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != 3:
            raise CollectionError(f"{path}, line {number}: {len(cells)} cells, expected 3")
        query, document, grade = cells
        try:
            value = int(grade)
        except ValueError as error:
            raise CollectionError(f"{path}, line {number}: the grade {grade!r} is not a number") from error
        if found.setdefault(query, {}).get(document, value) != value:
            raise CollectionError(f"{path}, line {number}: {document!r} is judged twice for {query!r}")
        found[query][document] = value
    if not found:
        raise CollectionError(f"{path} holds no judgement")
    return found
