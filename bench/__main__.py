"""`make bench`: our matcher beside a peer in one process; ratios, not absolute times, are the result.

Each benchmark returns rows {work, size, peer, ours, theirs, ratio, floor, ambition}; they are printed as a
table and written to bench-results/NAME.json.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bench import (
    ablation,
    analysis,
    explain,
    figures,
    freshness,
    growth,
    languages,
    latency,
    matching,
    memory,
    quality,
    rematch,
    scoring,
)

RESULTS = Path(__file__).resolve().parents[1] / "bench-results"
BENCHMARKS: dict[str, Callable[[], list[dict]]] = {
    "ablation": ablation.run,
    "analysis": analysis.run,
    "explain": explain.run,
    "figures": figures.run,
    "freshness": freshness.run,
    "growth": growth.run,
    "languages": languages.run,
    "latency": latency.run,
    "matching": matching.run,
    "memory": memory.run,
    "quality": quality.run,
    "rematch": rematch.run,
    "scoring": scoring.run,
}
COLUMNS = ("work", "size", "peer", "ours", "theirs", "ratio", "floor", "ambition")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="all when none is named")
    names = parser.parse_args().names or list(BENCHMARKS)
    RESULTS.mkdir(exist_ok=True)
    for name in names:
        rows = BENCHMARKS[name]()
        if not rows:
            print(f"{name}: nothing to run (set TENON_DATA)")
            continue
        (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=1))
        print(f"\n{name}\n" + table(rows))
    return 0


def table(rows: list[dict]) -> str:
    cells = [COLUMNS, *[tuple(_cell(row[column]) for column in COLUMNS) for row in rows]]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in cells
    )


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
