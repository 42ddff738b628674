"""The classifications that come with the software: IPC, GB/T 4754 and NACE, as tables in catalog/data."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
COLUMNS = ("scheme", "revision", "code", "parent", "title_en", "title_zh")


def rows() -> Iterator[dict[str, str]]:
    """Every row of every *.tsv."""
    for path in sorted(DATA.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield {name: row[name] or "" for name in COLUMNS}


@cache
def shipped_codes() -> frozenset[str]:
    """Their keys, "scheme:code"."""
    return frozenset(f"{row['scheme']}:{row['code']}" for row in rows())
