"""Private memory of a process that matches, above the same process with its libraries imported and its
kernels loaded.

`python -m bench.memory FOLDER` is that process: it prints megabytes. Mapped files are not counted: they are
the page cache's.
"""

import gc
import subprocess
import sys
from pathlib import Path

import numpy as np

from bench.generations import generation, wanted, word
from bench.scoring import KERNELS
from matching.engine import Document, Index, SearchRequest, open_generation
from matching.engine.kernels import registry

LIMITS = {200_000: (60, 30), 1_000_000: (300, 150)}  # offers -> floor, ambition
STORED, WORDS = 1_000, 60


def run() -> list[dict]:
    return [_row(offers, measured(generation(offers))) for offers in LIMITS if wanted(offers)]


def measured(folder: Path) -> float:
    """Megabytes, of a fresh process."""
    command = [sys.executable, "-m", "bench.memory", str(folder)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603 -- our own


def _work(folder: Path) -> float:
    """What a worker does in short: stored needs in bulk, a listing that changed, new needs from their
    texts.
    """
    registry.load(KERNELS)
    rng = np.random.default_rng(4)
    texts = [
        " ".join(word(int(number)) for number in 100_000 * rng.random(WORDS) ** 3) for _ in range(STORED)
    ]
    gc.collect()
    before = _private()
    index = Index(open_generation(folder))
    index.matches_of(
        index.match(SearchRequest(index.ids_of([f"n{number:08}" for number in range(STORED)]), kind="offer"))
    )
    index = index.with_changes([Document("new", "offer", "", texts[0])])
    for number, text in enumerate(texts):
        index.match_one(SearchRequest(Document(f"asked{number}", "need", "", text), kind="offer"))
    gc.collect()
    return _private() - before


def _private() -> float:
    """Megabytes of this process that are of no file."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    found = {name: amount.split()[0] for name, _, amount in (line.partition(":") for line in lines)}
    return (int(found["Anonymous"]) + int(found["Swap"])) / 1024


def _row(offers: int, ours: float) -> dict:
    floor, ambition = LIMITS[offers]
    return {
        "work": "private memory of a worker, MB", "size": f"{offers:,} offers", "peer": "smaps_rollup",
        "ours": round(ours, 1), "theirs": None, "ratio": None, "floor": floor, "ambition": ambition,
    }  # fmt: skip


if __name__ == "__main__":
    print(_work(Path(sys.argv[1])))
