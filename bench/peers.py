"""The peers of the benchmarks of speed, each given the same vectors. Their packages are in requirements/bench.txt."""

import importlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
from scipy import sparse

from bench.corpora import CACHE, Corpus

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
    """Its retrieval with numba, over our weights in its own layout: the work is the same, its own index takes long."""

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


def tantivy_commits(texts: sparse.csr_matrix, fresh: sparse.csr_matrix) -> list[float] | None:
    """Milliseconds to add one text to an index of all the others and make it visible."""
    library = package("tantivy")
    if library is None:
        return None
    builder = library.SchemaBuilder()
    builder.add_text_field("body", stored=False)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        index = library.Index(builder.build(), path=str(Path(folder)))
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for text in _words(texts):
            writer.add_document(library.Document(body=[text]))
        writer.commit()
        taken = []
        for text in _words(fresh):
            started = time.perf_counter()
            writer.add_document(library.Document(body=[text]))
            writer.commit()
            index.reload()
            taken.append(1000 * (time.perf_counter() - started))
        writer.wait_merging_threads()
    return taken


def _words(texts: sparse.csr_matrix):
    for start, end in zip(texts.indptr, texts.indptr[1:], strict=False):
        yield " ".join(f"w{term}" for term in texts.indices[start:end])
