"""The golden table of figures is well formed; its rules of judgement are in golden/README.md."""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

TABLE = Path(__file__).parent / "golden" / "figures.jsonl"
NEEDED = ("id", "name", "today", "wanted", "text", "verdict", "why", "group")
OPTIONAL = ("language", "shown")
VERDICTS = {"reached", "not_reached", "check", "not_stated", "not_compared"}
PLAIN_GROUPS = ("zh", "en", "mixed", "across")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]


def test_rows_hold_the_promised_fields_as_text(rows):
    for row in rows:
        assert set(NEEDED) <= set(row) <= {*NEEDED, *OPTIONAL}, row["id"]
        assert all(isinstance(value, str) for value in row.values()), row["id"]
        assert row["verdict"] in VERDICTS, row["id"]
        assert row.get("language", "en") in {"zh", "en", "other"}, row["id"]


def test_ids_are_unique_and_name_their_group(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["id"] for row in rows if row["id"].rpartition("-")[0] != row["group"]] == []


def test_no_case_stands_twice(rows):
    cases = Counter((row["name"], row["today"], row["wanted"], row["text"]) for row in rows)
    assert [case for case, times in cases.items() if times > 1] == []


def test_table_is_large_and_a_third_of_it_is_adversarial(rows):
    groups = Counter(row["group"] for row in rows)
    assert set(groups) == {*PLAIN_GROUPS, "adversarial"}
    assert len(rows) >= 360
    assert 1 / 3 <= groups["adversarial"] / len(rows) <= 0.4
    assert max(groups[g] for g in PLAIN_GROUPS) - min(groups[g] for g in PLAIN_GROUPS) <= 2


def test_every_group_holds_every_verdict(rows):
    seen = {(row["group"], row["verdict"]) for row in rows}
    assert len(seen) == (len(PLAIN_GROUPS) + 1) * len(VERDICTS)


def test_figures_shown_stand_in_the_text_of_the_offer(rows):
    decided = {"reached", "not_reached"}
    assert [row["id"] for row in rows if row["verdict"] in decided and not row.get("shown")] == []
    assert [row["id"] for row in rows if row.get("shown", "") not in row["text"]] == []
    assert [row["id"] for row in rows if row["verdict"].startswith("not_s") and "shown" in row] == []


def test_reasons_are_one_short_sentence(rows):
    assert [row["id"] for row in rows if not row["why"].endswith(".") or len(row["why"]) > 120] == []


def test_file_shows_every_character_that_it_holds():
    """Characters without a picture (bidi marks, blanks of no width) are written as escapes."""
    hidden = {c for c in TABLE.read_text("utf-8") if unicodedata.category(c) in {"Cf", "Cc"}} - {"\n"}
    assert hidden == set()
