"""A full re-match on PostgreSQL, from stored vectors to rows of candidates, by two workers as the site has them.

Ours: leased shards, the kernel, comparison, COPY. The peer: TfidfVectorizer.transform, linear_kernel by its best chunk and
bulk_create, in one process, on a sample of the needs, scaled. Both write the ten best offers of each need; nothing is
proposed. The database is made for the purpose on the server of DATABASE_URL, and dropped.
"""

import importlib
import multiprocessing
import statistics
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from bench import corpora
from bench.corpora import Corpus
from bench.scoring import KERNELS
from matching.engine import Match, kernel, scoring
from matching.engine.blocks import Rows
from matching.engine.cutting import cut

NEEDS, OFFERS, SAMPLE, WORKERS, ROUNDS, K = 10_000, 200_000, 1_000, 2, 3, 10
CHUNKS = (100, 400, 1_000)
EMPTY_TASKS = 300
TURN = 3.0  # matching.tasks.TURN


class Vectors:
    """Needs against offers, asked as the site asks its index."""

    def __init__(self, corpus: Corpus):
        weighed = corpus.weighed()
        self.needs = _rows(weighed.needs)
        self.blocks = cut(_rows(weighed.offers), weighed.offers.shape[1])
        self.keys = [f"o{number:08}" for number in range(len(self.blocks))]
        self.costs = np.add.reduceat(corpus.held()[self.needs.terms], self.needs.starts[:-1])

    def has(self, key: str) -> bool:
        return True

    def cost(self, keys: Sequence[str], *, kind: str) -> np.ndarray:
        return self.costs[_numbers(keys)]

    def match_many(
        self,
        keys: Sequence[str],
        *,
        kind: str,
        limit: int,
        exclude: Mapping[str, Collection[str]],
    ) -> list[list[Match]]:
        best = scoring.top(self.blocks, _picked(self.needs, _numbers(keys)), limit)
        return [
            [
                Match(self.keys[place], score, score)
                for place, score in zip(ids.tolist(), scores.tolist(), strict=True)
            ]
            for ids, scores in best
        ]


def run() -> list[dict]:
    kernel.warm(KERNELS)
    corpus = corpora.synthetic(OFFERS, NEEDS)
    vectors = Vectors(corpus)
    site = importlib.import_module("bench.site")  # sets Django up, so not before it is needed
    with site.database():
        site.fill(NEEDS, OFFERS)
        peer = _Peer(corpus, site)
        ours, again, sent, theirs = [], [], [], []
        for _ in range(ROUNDS):
            site.empty()
            theirs.append(min(_seconds(lambda chunk=chunk: peer.match(chunk)) for chunk in CHUNKS))
            site.empty()
            seconds, rows = _rematch(site, vectors)
            assert rows == NEEDS * K, f"{rows} rows were written"
            ours.append(seconds)
            seconds, rows = _rematch(site, vectors)
            again.append(seconds)
            sent.append(rows)
        task = site.seconds_of_an_empty_task(EMPTY_TASKS)
    return _table(ours, theirs, again, sent, task)


def _table(
    ours: list[float], theirs: list[float], again: list[float], sent: list[int], task: float
) -> list[dict]:
    size = f"{NEEDS:,} needs x {OFFERS:,} offers, PostgreSQL"
    mine, peer = statistics.median(ours), statistics.median(theirs) * NEEDS / SAMPLE
    share = task / (TURN + task)  # a task works for so long and then sends the next
    return [
        _row("full re-match, stored vectors to rows, s", size, "transform + linear_kernel + bulk_create", mine, peer, peer / mine, (15, 35)),
        _row("the same again, nothing changed, s", size, "-", statistics.median(again), None, None, (None, None)),
        _row("the same again: rows sent", size, "-", max(sent), None, None, (0, 0)),
        _row("Celery's share of the wall time", size, f"an empty task through Redis, beside {TURN:g} s of work in each", share, None, None, (0.02, 0.01)),
    ]  # fmt: skip


def _rematch(site: Any, vectors: Vectors) -> tuple[float, int]:
    """Seconds from laying the run out to its last shard, rows sent. Workers are processes that wait already."""
    forks = multiprocessing.get_context("fork")
    begin, sent = forks.Event(), forks.Value("q", 0)
    site.close()
    workers = [forks.Process(target=site.work, args=(vectors, begin, sent)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    time.sleep(0.5)
    started = time.perf_counter()
    site.start(vectors)
    begin.set()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    site.check_done()
    return seconds, sent.value


class _Peer:
    """The usual code: texts to vectors, one product for each chunk of needs, model instances to rows."""

    def __init__(self, corpus: Corpus, site: Any):
        self.site = site
        self.offers = corpus.weighed().offers.astype(np.float32)
        self.vectoriser = TfidfVectorizer(
            vocabulary={f"w{term}": term for term in range(self.offers.shape[1])},
            token_pattern=r"\S+",  # noqa: S106 -- no password
            sublinear_tf=True,
            dtype=np.float32,
        )
        self.vectoriser.idf_ = np.log((1 + self.offers.shape[0]) / (1 + corpus.held())) + 1
        self.texts = [_text(corpus.needs[number]) for number in range(SAMPLE)]

    def match(self, chunk: int) -> None:
        needs = self.vectoriser.transform(self.texts)
        for first in range(0, SAMPLE, chunk):
            scores = linear_kernel(needs[first : first + chunk], self.offers)
            best = np.argpartition(scores, -K, axis=1)[:, -K:]
            found = np.take_along_axis(scores, best, axis=1)
            order = np.argsort(-found, axis=1)
            best, found = np.take_along_axis(best, order, axis=1), np.take_along_axis(found, order, axis=1)
            self.site.create(first, best, found)


def _text(row: Any) -> str:
    return " ".join(
        f"w{term}" for term, count in zip(row.indices, row.data, strict=True) for _ in range(int(count))
    )


def _rows(matrix: Any) -> Rows:
    return Rows.checked(matrix.indptr, matrix.indices, matrix.data, vocabulary=matrix.shape[1])


def _picked(rows: Rows, numbers: np.ndarray) -> Rows:
    lengths = np.diff(rows.starts)[numbers]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = np.repeat(rows.starts[numbers] - starts[:-1], lengths) + np.arange(starts[-1])
    return Rows(starts, rows.terms[places], rows.weights[places])


def _numbers(keys: Sequence[str]) -> np.ndarray:
    return np.array([int(key[1:]) for key in keys], dtype=np.int64)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _row(
    work: str, size: str, peer: str, ours: float, theirs: float | None, ratio: float | None, limit: tuple
) -> dict:
    return {
        "work": work, "size": size, "peer": peer, "ours": round(ours, 4),
        "theirs": None if theirs is None else round(theirs, 3),
        "ratio": None if ratio is None else round(ratio, 2), "floor": limit[0], "ambition": limit[1],
    }  # fmt: skip
