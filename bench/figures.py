"""Indicators beside texts of offers, as the command `compare` answers them, against the clock."""

import json
import time
from pathlib import Path

from matching.engine.__main__ import compare_lines

TABLE = Path(__file__).parents[1] / "tests" / "matching" / "engine" / "golden" / "figures.jsonl"
FLOOR, AMBITION = 2_000, 4_000  # rows per second
ROUNDS = 5
LONG = 20  # texts of the table that are put together for a long one


def run() -> list[dict]:
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    long = [
        row | {"text": "\n".join(texts[number : number + LONG]), "language": ""}
        for number, row in enumerate(rows[:-LONG:LONG])
    ]
    return [_row("of the golden table", rows, FLOOR), _row(f"with texts of {LONG} such", long, FLOOR / LONG)]


def _row(name: str, rows: list[dict], floor: float) -> dict:
    best = max(_rate(rows, turn) for turn in range(ROUNDS))
    return {
        "work": f"compare, rows {name}, per s",
        "size": f"{len(rows)} rows",
        "peer": "clock",
        "ours": round(best),
        "theirs": None,
        "ratio": round(best / floor, 2),
        "floor": 1.0,
        "ambition": AMBITION / FLOOR,
    }


def _rate(rows: list[dict], turn: int) -> float:
    """Rows per second of processor time; no name and no text was seen before, the dictionary is loaded."""
    lines = [
        json.dumps(
            row | {"name": f"{row['name']} {'abcde'[turn]}x", "text": f"{row['text']} {turn}."}
        ).encode()
        for row in rows
    ]
    begun = time.process_time()
    for _answer in compare_lines(lines):
        pass
    return len(lines) / (time.process_time() - begun)
