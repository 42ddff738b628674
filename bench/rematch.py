"""A full re-match on PostgreSQL, from stored vectors to rows of candidates, by Celery's workers as the site
has them.

Ours: run_due through Redis in two processes, leased shards, the live index of a generation on disk,
comparison, COPY. The generation is made from vectors, the peer's own; the database holds needs and offers for
it. Only the plan is narrowed, to the needs: nothing else of the site is replaced. The peer:
TfidfVectorizer.transform, linear_kernel by its best chunk and bulk_create, in one process, on a sample of the
needs, scaled. Both write the ten best offers of each need; nothing is proposed. The database is made for the
purpose on the server of DATABASE_URL, and dropped.

Celery's share: from the commit of the run until the last part of it is taken there is work for everybody.
Whatever a worker does in that time besides parts of the run and waiting requests (see bench/hands.py) is
counted as Celery's: the first nudge on its way, the time between two tasks, a worker that got no nudge. It is
set against the wall time of all workers.
"""

import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from bench import corpora, generations
from bench.corpora import Corpus
from bench.scoring import KERNELS
from matching.engine.kernels import registry

NEEDS, OFFERS, SAMPLE, WORKERS, ROUNDS, K = 10_000, 200_000, 1_000, 2, 5, 10
CHUNKS = (100, 400, 1_000)


def run() -> list[dict]:
    registry.load(KERNELS)
    corpus = corpora.synthetic(OFFERS, NEEDS)
    site = importlib.import_module("bench.site")  # sets Django up, so not before it is needed
    with site.database():
        site.fill(NEEDS, OFFERS)
        site.index(generations.of_vectors(corpus.weighed()))
        peer = _Peer(corpus, site)
        ours, again, theirs = [], [], []
        with site.workers(WORKERS):
            for _ in range(ROUNDS):
                theirs.append(min(_seconds(lambda chunk=chunk: peer.match(chunk)) for chunk in CHUNKS))
                site.empty()
                ours.append(site.rematch(WORKERS))
                again.append(site.rematch(WORKERS))
    assert {one.rows for one in ours} == {NEEDS * K}, "not every pair was sent"
    return _table(ours, theirs, again)


def _table(ours: list[Any], theirs: list[float], again: list[Any]) -> list[dict]:
    size = f"{NEEDS:,} needs x {OFFERS:,} offers, PostgreSQL"
    mine, peer = _median(ours, "seconds"), statistics.median(theirs) * NEEDS / SAMPLE
    return [
        _row(
            "full re-match, stored vectors to rows, s",
            size,
            "transform + linear_kernel + bulk_create",
            mine,
            peer,
            peer / mine,
            (15, 35),
        ),
        _row(
            "the same again, nothing changed, s",
            size,
            "-",
            _median(again, "seconds"),
            None,
            None,
            (None, None),
        ),
        _row("the same again: rows sent", size, "-", max(one.rows for one in again), None, None, (0, 0)),
        _row(
            "Celery's share of the wall time",
            size,
            "clocks in the workers",
            _median(ours, "share"),
            None,
            None,
            (0.02, 0.01),
        ),
        _row(
            "the same again: Celery's share",
            size,
            "clocks in the workers",
            _median(again, "share"),
            None,
            None,
            (None, None),
        ),
    ]


def _median(taken: list[Any], name: str) -> float:
    return statistics.median(getattr(one, name) for one in taken)


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
