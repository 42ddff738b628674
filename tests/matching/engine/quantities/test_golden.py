"""The golden table, written by somebody who had not seen the reader: nothing is decided wrongly."""

import json
from functools import cache
from pathlib import Path

from matching.engine.quantities.comparison import compare

TABLE = Path(__file__).parents[1] / "golden" / "figures.jsonl"
DECIDED = ("reached", "not_reached")
SHARE = 0.9  # of the rows that the table decides


@cache
def answers():
    """(row, verdict) of every row."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [
        (row, compare(row["name"], row["today"], row["wanted"], row["text"], row.get("language", "")))
        for row in rows
    ]


def test_no_row_is_decided_wrongly():
    wrong = {
        row["id"]: (row["verdict"], found.verdict)
        for row, found in answers()
        if found.verdict in DECIDED and found.verdict != row["verdict"]
    }
    assert wrong == {}


def test_nothing_is_called_unstated_or_incomparable_that_is_not():
    wrong = [
        row["id"]
        for row, found in answers()
        if found.verdict in ("not_stated", "not_compared") and found.verdict != row["verdict"]
    ]
    assert wrong == []


def test_most_of_what_the_table_decides_is_decided():
    decided = [found.verdict for row, found in answers() if row["verdict"] in DECIDED]
    assert sum(verdict in DECIDED for verdict in decided) >= SHARE * len(decided)


def test_the_figure_that_decides_is_the_one_that_is_shown():
    other = [
        (row["id"], row["shown"], found.shown)
        for row, found in answers()
        if found.verdict in DECIDED
        and row.get("shown", "") not in found.shown
        and found.shown not in row["shown"]
    ]
    assert len(other) <= 5, other
