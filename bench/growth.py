"""How cost grows with the catalogue: one row for each figure, from 10,000 to 1,000,000 offers."""

import statistics
import time
from collections.abc import Iterator
from itertools import islice

from bench import corpora, generations, latency, memory
from bench.scoring import KERNELS
from matching.engine import Index, open_generation
from matching.engine.kernels import registry

OFFERS = (10_000, 50_000, 200_000, 1_000_000)
TYPED = 500


def run() -> list[dict]:
    registry.load(KERNELS)
    return [row for offers in OFFERS if generations.wanted(offers) for row in measured(offers)]


def measured(offers: int) -> Iterator[dict]:
    folder = generations.generation(offers)
    index = Index(open_generation(folder))
    terms = index.generation.manifest["counts"]["terms"]
    needs = list(islice(generations.texts(corpora.synthetic(offers).needs), TYPED))
    latency.bulk(index, 1_000)
    started = time.perf_counter()
    latency.bulk(index)
    seconds = time.perf_counter() - started
    figures = {
        "all stages, 2 threads, needs/s": latency.NEEDS / seconds,
        "a need, text in, p50 ms": statistics.median(latency.typed(index, needs)),
        "built from texts, s": generations.seconds(folder),
        "on disk, MB": generations.size(folder),
        "private memory of a worker, MB": memory.measured(folder),
    }
    for work, figure in figures.items():
        yield {
            "work": work, "size": f"{offers:,} offers, {terms:,} terms", "peer": "-",
            "ours": round(figure, 2),
            "theirs": None, "ratio": None, "floor": None, "ambition": None,
        }  # fmt: skip
