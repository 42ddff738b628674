"""python -m matching.engine evaluate DIR [--json] [--judged-only] [--run FILE] | calibrate DIR [DIR ...]
| compare --json
"""

import argparse
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from matching.engine.evaluation.calibration import format_table, strength_groups
from matching.engine.evaluation.evaluate import evaluate, write_run
from matching.engine.evaluation.judged_collection import CollectionError, read_collection
from matching.engine.evaluation.metrics import MetricsLibraryMissing
from matching.engine.quantities.comparison import compare

REQUIRED = ("name", "wanted", "text")
FIELDS = (*REQUIRED, "today", "language")  # of a line of `compare`


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.action(chosen))
    except (CollectionError, MetricsLibraryMissing) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.engine")
    actions = parser.add_subparsers(required=True)
    measuring = actions.add_parser("evaluate", help="score the matcher on a judged collection")
    measuring.add_argument("folder", metavar="DIR", type=Path)
    measuring.add_argument("--json", action="store_true", help="one JSON object")
    measuring.add_argument(
        "--judged-only", action="store_true", help="rank the judged documents of each query"
    )
    measuring.add_argument("--run", metavar="FILE", type=Path, help="write a TREC run file too")
    measuring.set_defaults(action=_evaluate)
    weighing = actions.add_parser("calibrate", help="strengths of relevant and of random pairs")
    weighing.add_argument("folders", metavar="DIR", type=Path, nargs="+")
    weighing.set_defaults(action=_calibrate)
    comparing = actions.add_parser("compare", help="compare indicators of needs with texts of offers")
    comparing.add_argument(
        "--json",
        action="store_true",
        required=True,
        help="JSON lines {name, today, wanted, text, language?} in, {verdict, shown, wanted_read} out",
    )
    comparing.set_defaults(action=_compare)
    return parser


def _evaluate(chosen: argparse.Namespace) -> int:
    figures, ranking = evaluate(read_collection(chosen.folder), judged_only=chosen.judged_only)
    if chosen.run:
        write_run(ranking, chosen.run)
    if chosen.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return 0
    for name, value in figures.items():
        shown = f"{value:.4f}" if isinstance(value, float) else value
        sys.stdout.write(f"{name:18}{shown}\n")
    return 0


def _calibrate(chosen: argparse.Namespace) -> int:
    for folder in chosen.folders:
        sys.stdout.write(f"{folder.name}\n{format_table(strength_groups(read_collection(folder)))}\n")
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    for answer in compare_lines(sys.stdin.buffer):
        sys.stdout.buffer.write(f"{answer}\n".encode(errors="surrogatepass"))
    sys.stdout.buffer.flush()
    return 0


def compare_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """One line for each line that is not empty; a line that cannot be read is answered with its number."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer(number, line), ensure_ascii=False)


def _answer(number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix(BOM_UTF8).decode())
    except RecursionError:
        return {"error": "too deeply nested", "line": number}
    except ValueError as error:
        return {"error": f"no JSON in UTF-8: {error}", "line": number}
    if not isinstance(row, dict):
        return {"error": "no JSON object", "line": number}
    for field in FIELDS:
        value = row.get(field)
        if value is None and field in REQUIRED:
            return {"error": f"{field} is missing", "line": number}
        if value is not None and not isinstance(value, str):
            return {"error": f"{field} is no text", "line": number}
    found = compare(
        row["name"], row.get("today") or "", row["wanted"], row["text"], row.get("language") or ""
    )
    return {"verdict": found.verdict, "shown": found.shown, "wanted_read": found.wanted_read}


if __name__ == "__main__":
    sys.exit(main())
