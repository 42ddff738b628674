"""python -m matching.engine evaluate DIR [--json] [--judged-only] [--run FILE] | calibrate DIR [DIR ...]"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matching.engine.evaluation.calibration import format_table, strength_groups
from matching.engine.evaluation.evaluate import evaluate, write_run
from matching.engine.evaluation.judged_collection import CollectionError, read_collection
from matching.engine.evaluation.metrics import MetricsLibraryMissing


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


if __name__ == "__main__":
    sys.exit(main())
