"""The peers of the benchmarks of speed, each given the same vectors. Their packages are in
requirements/bench.txt.
"""

import importlib
from collections.abc import Callable
from types import ModuleType

import numpy as np

from bench.corpora import Corpus

Answer = Callable[[], object]
K = 10


def package(name: str) -> ModuleType | None:
    """A peer's package, or None with a sentence about what is left out."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed (requirements/bench.txt): its rows are left out")
        return None


def linear_kernel(corpus: Corpus, needs: int, chunk: int) -> Answer:
    """scikit-learn's usual code, so many needs at a time."""
    pairwise = importlib.import_module("sklearn.metrics.pairwise")
    offers, some = corpus.offers.astype(np.float32), corpus.needs[:needs].astype(np.float32)

    def answer() -> None:
        for first in range(0, needs, chunk):
            scores = pairwise.linear_kernel(some[first : first + chunk], offers)
            best = np.argpartition(scores, -K, axis=1)[:, -K:]
            np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)

    return answer


def sparse_dot_topn(corpus: Corpus, needs: int, threads: int = 2) -> Answer | None:
    library = package("sparse_dot_topn")
    if library is None:
        return None
    offers = corpus.offers.T.tocsr().astype(np.float32)
    some = corpus.needs[:needs].astype(np.float32)
    return lambda: library.sp_matmul_topn(some, offers, top_n=K, sort=True, n_threads=threads)


class Bm25s:
    """Its retrieval with numba, over our weights in its own layout: the work is the same, its own index takes
    long.
    """

    def __init__(self, library: ModuleType, corpus: Corpus):
        columns = corpus.offers.astype(np.float32).tocsc()
        self.engine = library.BM25(backend="numba")
        self.engine.scores = {
            "data": columns.data, "indices": columns.indices.astype(np.int32),
            "indptr": columns.indptr.astype(np.int32), "num_docs": corpus.offers.shape[0],
        }  # fmt: skip
        self.engine.nonoccurrence_array = None
        self.engine.vocab_dict = {str(term): term for term in range(corpus.offers.shape[1])}
        self.engine.unique_token_ids_set = set(range(corpus.offers.shape[1]))
        self.needs = [
            corpus.needs.indices[start:end].tolist()
            for start, end in zip(corpus.needs.indptr, corpus.needs.indptr[1:], strict=False)
        ]

    def retrieve(self, needs: list[list[int]], threads: int) -> object:
        return self.engine.retrieve(needs, k=K, n_threads=threads, show_progress=False)


def bm25s(corpus: Corpus) -> Bm25s | None:
    library = package("bm25s")
    return None if library is None else Bm25s(library, corpus)
