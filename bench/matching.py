"""Top ten offers for a need: the live index beside scikit-learn's usual code on the same tokens."""

import random
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from matching.engine import Document, Index, SearchRequest, build
from matching.engine.analysis.analyzer import analyze

OFFERS, NEEDS, ROUNDS, WORDS = 10_000, 200, 5, 60


def corpus(count: int, rng: random.Random) -> list[str]:
    """Texts of made-up words, frequent and rare ones as in a language (Zipf), around 2,000 topics."""
    vocabulary = [
        f"{a}{b}{c}"
        for a in "bcdfgklmnprst"
        for b in ("ala", "emo", "iru", "ota", "unes")
        for c in range(600)
    ]
    weights = [1.0 / (rank + 3) for rank in range(len(vocabulary))]
    topics = [rng.choices(vocabulary, k=40) for _ in range(2_000)]
    return [
        " ".join(
            rng.choices(vocabulary, weights, k=WORDS // 2) + rng.choices(rng.choice(topics), k=WORDS // 2)
        )
        for _ in range(count)
    ]


def run() -> list[dict]:
    rng = random.Random(11)
    offers, needs = corpus(OFFERS, rng), corpus(NEEDS, rng)
    with tempfile.TemporaryDirectory() as folder:
        documents = [Document(f"o{n:06}", "offer", "", text) for n, text in enumerate(offers)]
        started = time.perf_counter()
        index = Index(build(documents, Path(folder) / "index"))
        built = time.perf_counter() - started
        vectoriser = TfidfVectorizer(
            analyzer=lambda text: [token.term for token in analyze(text)], sublinear_tf=True
        )
        started = time.perf_counter()
        matrix = vectoriser.fit_transform(offers)
        fitted = time.perf_counter() - started
        ours, theirs = _interleaved(index, vectoriser, matrix, needs)
    size = f"{NEEDS} needs x {OFFERS} offers"
    return [
        _row("top-10 of a need, text in, p50 ms", size, statistics.median(ours), statistics.median(theirs)),
        _row("top-10 of a need, text in, p95 ms", size, _p95(ours), _p95(theirs)),
        _row("index from texts, s", f"{OFFERS} offers", built, fitted),
    ]


def _interleaved(index: Index, vectoriser, matrix, needs: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of each call; both sides take turns so that noise of the machine meets both."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        for number, text in enumerate(needs):
            started = time.perf_counter()
            index.match_one(SearchRequest(Document(f"n{number}", "need", "", text), kind="offer", limit=10))
            ours.append(1000 * (time.perf_counter() - started))
            started = time.perf_counter()
            scores = linear_kernel(vectoriser.transform([text]), matrix)[0]
            best = np.argpartition(-scores, 10)[:10]
            best[np.argsort(-scores[best])]
            theirs.append(1000 * (time.perf_counter() - started))
    return ours, theirs


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _row(work: str, size: str, ours: float, theirs: float) -> dict:
    return {
        "work": work, "size": size, "peer": "scikit-learn linear_kernel, same tokens", "ours": round(ours, 3),
        "theirs": round(theirs, 3), "ratio": round(theirs / ours, 2), "floor": None, "ambition": None,
    }  # fmt: skip
