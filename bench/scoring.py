"""Stage 1 with vectors ready: our kernel and its peers in turns, in one process, on two threads.

A ratio is of the medians of all rounds. Slow peers answer a sample of the needs; figures are then per need.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench import corpora, limits, peers
from bench.corpora import Corpus
from matching.engine.kernels import registry, scoring
from matching.engine.kernels.block_builder import build_blocks
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import BlockedInvertedIndex

KERNELS = Path(__file__).resolve().parents[1] / "var" / "kernels"
THREADS, K = 2, 10
PARTS = 8  # four for each thread, so that both end at nearly the same time
ROUNDS = 5
FLOORS = {  # offers -> peer -> floor, ambition
    200_000: {"scikit-learn": (20, 40), "sparse_dot_topn": (4.5, 8), "bm25s": (1.5, 2.5)},
    1_000_000: {"sparse_dot_topn": (8, 14), "bm25s": (1.8, 3)},
}
SAMPLES = {1_000_000: {"sparse_dot_topn": 500, "bm25s": 2_000}}


def run() -> list[dict]:
    rows = []
    for made in (
        corpora.synthetic(10_000),
        corpora.debian(),
        corpora.synthetic(200_000),
        corpora.synthetic(1_000_000),
    ):
        if made is None:
            print("no descriptions of Debian packages here (apt-get update): the real corpus is left out")
        else:
            rows += measured(made)
    return rows


def measured(made: Corpus) -> list[dict]:
    registry.load(KERNELS)
    corpus = made.weighed()
    blocks = build_blocks(_rows(corpus.offers), corpus.offers.shape[1])
    rows = _batch(corpus, blocks)
    if corpus.offers.shape[0] == 200_000:
        rows += _one_need(corpus, blocks)
    return rows


def _batch(corpus: Corpus, blocks: BlockedInvertedIndex) -> list[dict]:
    offers, needs = corpus.offers.shape[0], corpus.needs.shape[0]
    queries = _rows(corpus.needs)
    sample = SAMPLES.get(offers, {})
    asked = {"sparse_dot_topn": sample.get("sparse_dot_topn", needs), "bm25s": sample.get("bm25s", needs)}
    whole = _unbounded(blocks)
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: _in_threads(blocks, queries),
        "every posting": lambda: _in_threads(whole, queries),
    }
    if answer := peers.sparse_dot_topn(corpus, asked["sparse_dot_topn"], THREADS):
        works["sparse_dot_topn"] = answer
    if engine := peers.bm25s(corpus):
        works["bm25s"] = lambda: engine.retrieve(engine.needs[: asked["bm25s"]], THREADS)
    if offers == 200_000:
        for chunk in (100, 400, 1_000):
            asked[f"scikit-learn {chunk}"] = 1_000
            works[f"scikit-learn {chunk}"] = peers.linear_kernel(corpus, 1_000, chunk)
    rates: list[float] = []
    works["scatter-add"] = lambda: rates.append(limits.scatter_rate(THREADS))
    taken = {
        name: asked.get(name, needs) / seconds for name, seconds in _turns(works, _rounds(offers)).items()
    }
    slow = [name for name in taken if name.startswith("scikit-learn")]
    if slow:
        best = max(slow, key=taken.__getitem__)
        taken["scikit-learn"] = taken[best]
        print(f"{best} needs at a time is scikit-learn's best")
    found = []
    for peer in ("scikit-learn", "sparse_dot_topn", "bm25s"):
        if peer in taken:
            limit = FLOORS.get(offers, {}).get(peer, (None, None))
            found.append(
                _row("stage 1, top-10, needs/s", corpus.size, peer, taken["ours"], taken[peer], limit)
            )
    bound = statistics.median(rates)
    return [
        *found,
        _share("all postings read, G/s", corpus, taken["every posting"], bound),
        _share("postings read or bounded, G/s", corpus, taken["ours"], bound),
    ]


def _in_threads(blocks: BlockedInvertedIndex, queries: CsrMatrix) -> list[object]:
    """All queries, in parts of equal size on THREADS threads: the kernels do not hold the interpreter's
    lock.
    """
    edges = [len(queries) * part // PARTS for part in range(PARTS + 1)]
    parts = [queries.take(np.arange(first, last)) for first, last in pairwise(edges)]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda part: scoring.top_k(blocks, part, K), parts))


def _unbounded(blocks: BlockedInvertedIndex) -> BlockedInvertedIndex:
    """The same without the lengths that bound frequent terms: every posting is read."""
    return replace(blocks, norms=blocks.norms[:0], usual=blocks.usual[:0])


def _share(work: str, corpus: Corpus, ours: float, bound: float) -> dict:
    """The postings of a need, whether the kernel reads them or bounds them, beside scatter-add alone."""
    held = corpus.held()
    postings = float(held[corpus.needs.indices].sum()) / corpus.needs.shape[0]
    limit = (0.45, 0.70) if corpus.offers.shape[0] >= 50_000 else (None, None)
    row = _row(
        work,
        corpus.size,
        "scatter-add, 2 threads",
        ours * postings / 1e9,
        bound / 1e9,
        limit,
    )
    return row | {"ratio": round(ours * postings / bound, 2)}


def _one_need(corpus: Corpus, blocks: BlockedInvertedIndex, count: int = 500) -> list[dict]:
    engine = peers.bm25s(corpus)
    if engine is None:
        return []
    queries = [_one(corpus, number) for number in range(count)]
    ours, theirs = [], []
    engine.retrieve(engine.needs[:1], 1)
    for _ in range(ROUNDS):
        for query, need in zip(queries, engine.needs, strict=False):
            ours.append(_milliseconds(lambda query=query: scoring.top_k(blocks, query, K)))
            theirs.append(_milliseconds(lambda need=need: engine.retrieve([need], 1)))
    size = f"1 need x {len(blocks):,} offers"
    return [
        _fast(
            "one need, vector ready, p50 ms",
            size,
            "bm25s",
            statistics.median(ours),
            statistics.median(theirs),
            (1.3, 2.5),
        ),
        _fast("one need, vector ready, p95 ms", size, "bm25s", _p95(ours), _p95(theirs), (None, None)),
    ]


def _turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each, taking turns so that noise of the machine meets all; one turn before counts for
    nothing.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            seconds = _milliseconds(work) / 1000
            if turn:
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _rounds(offers: int) -> int:
    return 3 if offers >= 1_000_000 else ROUNDS


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _rows(matrix) -> CsrMatrix:
    return CsrMatrix.validated(matrix.indptr, matrix.indices, matrix.data, vocabulary=matrix.shape[1])


def _one(corpus: Corpus, number: int) -> CsrMatrix:
    here = slice(corpus.needs.indptr[number], corpus.needs.indptr[number + 1])
    terms, weights = corpus.needs.indices[here], corpus.needs.data[here]
    return CsrMatrix.validated(np.array([0, len(terms)]), terms, weights, vocabulary=corpus.needs.shape[1])


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _fast(work: str, size: str, peer: str, ours: float, theirs: float, limit: tuple) -> dict:
    """Milliseconds: less is better."""
    return _row(work, size, peer, ours, theirs, limit) | {"ratio": round(theirs / ours, 2)}


def _row(work: str, size: str, peer: str, ours: float, theirs: float, limit: tuple) -> dict:
    return {
        "work": work, "size": size, "peer": peer, "ours": round(ours, 3), "theirs": round(theirs, 3),
        "ratio": round(ours / theirs, 2), "floor": limit[0], "ambition": limit[1],
    }  # fmt: skip
