"""What the machine can do at best: adding postings to sums, with nothing else to do."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

DOCUMENTS, LISTED, TURNS = 16_384, 3_000, 20_000


@njit(nogil=True)
def _scatter(documents, weights, turns):
    sums = np.zeros(DOCUMENTS, np.float32)
    factor = np.float32(0.5)
    for _ in range(turns):
        for place in range(len(documents)):
            sums[documents[place]] += factor * weights[place]
    return sums.sum()


def scatter_rate(threads: int = 2) -> float:
    """Postings a second: a list of 3,000 in the first cache, sums of a block of 16,384 documents in the
    second.
    """
    rng = np.random.default_rng(1)
    documents = np.sort(rng.choice(DOCUMENTS, LISTED, replace=False)).astype(np.uint16)
    weights = rng.random(LISTED).astype(np.float32)
    _scatter(documents, weights, 1)
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: _scatter(documents, weights, TURNS), range(threads)))
    return threads * LISTED * TURNS / (time.perf_counter() - started)
