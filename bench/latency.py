"""What people wait for, at 200,000 offers: a need from its text, a listing that was just saved; and all
stages in bulk.

The generation is on disk and mapped, the kernels are warm. PostgreSQL gets the words of a need joined by OR,
in a database made for the purpose on the server of DATABASE_URL, and dropped.
"""

import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
from scipy import sparse

from bench import corpora, fulltext, peers
from bench.corpora import Corpus
from bench.generations import generation, texts
from bench.scoring import KERNELS, _milliseconds, _p95, _turns
from matching.engine import Document, Index, SearchRequest, open_generation
from matching.engine.kernels import registry, scoring
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.storage.generation import DOCUMENT, QUERY

OFFERS, NEEDS, K, THREADS, ROUNDS = 200_000, 10_000, 10, 2, 3
TYPED, SAVED, SLOW = 1_000, 100, 20
DELTAS = (0, 1_000, 10_000)
Row = dict[str, object]


def run() -> list[Row]:
    registry.load(KERNELS)
    index = Index(open_generation(generation(OFFERS)))
    needs = list(islice(texts(corpora.synthetic(OFFERS).needs), TYPED))
    rows = [*_typed(index, needs), *_saved(index, needs), *_bulk(index)]
    return rows + _fulltext(index, needs)


def typed(index: Index, needs: list[str]) -> list[float]:
    """Milliseconds of each need, text in, ten matches out."""
    asked = [Document(f"typed{number}", "need", "", text) for number, text in enumerate(needs)]
    for document in asked[:50]:
        index.match_one(SearchRequest(document, kind="offer", limit=K))
    return [
        _milliseconds(
            lambda document=document: index.match_one(SearchRequest(document, kind="offer", limit=K))
        )
        for document in asked
    ]


def bulk(index: Index, needs: int = NEEDS) -> None:
    """Stored needs to matches in numbers, as a run asks for them, all stages, on two threads."""
    numbers = index.ids_of([f"n{number:08}" for number in range(needs)])
    parts = [numbers[first : first + 500] for first in range(0, needs, 500)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda part: index.match(SearchRequest(part, kind="offer", limit=K)), parts))


def _typed(index: Index, needs: list[str]) -> Iterator[Row]:
    taken = typed(index, needs)
    size = f"1 need x {OFFERS:,} offers"
    yield _row("a need, text in, p50 ms", size, "clock", statistics.median(taken), None, (4, 1.5))
    yield _row("a need, text in, p95 ms", size, "clock", _p95(taken), None, (10, 4))


def _saved(index: Index, needs: list[str]) -> Iterator[Row]:
    """A new listing goes beside the generation and the next need finds it; so many others are there
    already.
    """
    for fresh in DELTAS:
        others = [
            Document(f"fresh{number:06}", "offer", "", needs[number % TYPED]) for number in range(fresh)
        ]
        grown = index.with_changes(others) if others else index
        taken = []
        for number, text in enumerate(needs[:SAVED]):
            saved = Document(f"a{number}", "offer", "", f"{text} {needs[-1 - number]}")
            asked = Document("asked", "need", "", saved.text)
            found: list[list] = []
            taken.append(
                _milliseconds(
                    lambda saved=saved, asked=asked, grown=grown, found=found: found.append(
                        grown.with_changes([saved]).match_one(SearchRequest(asked, kind="offer", limit=K))
                    )
                )
            )
            assert saved.key in {match.key for match in found[0]}, "a saved listing is not found"
        size = f"{OFFERS:,} offers, {fresh:,} newer"
        yield _row("saved to found, p95 ms", size, "clock", _p95(taken), None, (50, 5))


def _bulk(index: Index) -> list[Row]:
    """The peer gets our own vectors."""
    asked, held = (_matrix(index, kind, form) for kind, form in (("need", QUERY), ("offer", DOCUMENT)))
    works: dict[str, Callable[[], object]] = {"ours": lambda: bulk(index)}
    if answer := peers.sparse_dot_topn(Corpus("", asked, held), NEEDS, THREADS):
        works["theirs"] = answer
    taken = {name: NEEDS / seconds for name, seconds in _turns(works, ROUNDS).items()}
    size = f"{NEEDS:,} needs x {OFFERS:,} offers"
    return [_row("all stages, needs/s", size, "sparse_dot_topn", taken["ours"], taken.get("theirs"), (2, 4))]


def _fulltext(index: Index, needs: list[str]) -> list[Row]:
    rows = index._stored["offer"].vectors[DOCUMENT].blocks
    asked = index._stored["need"].vectors[QUERY].rows
    ours, theirs = [], []
    with fulltext.table(texts(corpora.synthetic(OFFERS).offers)) as ask:
        for number in range(SLOW):
            here = slice(int(asked.starts[number]), int(asked.starts[number + 1]))
            need = CsrMatrix(np.array([0, here.stop - here.start]), asked.terms[here], asked.weights[here])
            theirs.append(_milliseconds(lambda number=number: ask(needs[number])))
            ours += [_milliseconds(lambda need=need: scoring.top_k(rows, need, K)) for _ in range(10)][1:]
    mine, other = statistics.median(ours), statistics.median(theirs)
    size = f"1 need x {OFFERS:,} offers"
    return [
        _row("one need, vector ready, p50 ms", size, "PostgreSQL ts_rank", mine, other, (1_000, 2_000))
        | {"ratio": round(other / mine, 1)}
    ]


def _matrix(index: Index, kind: str, form: str) -> sparse.csr_matrix:
    rows = index._stored[kind].vectors[form].rows
    blocks = index._stored[kind].vectors[DOCUMENT].blocks
    return sparse.csr_matrix((rows.weights, rows.terms, rows.starts), shape=(len(rows), blocks.vocabulary))


def _row(work: str, size: str, peer: str, ours: float, theirs: float | None, limits: tuple) -> Row:
    return {
        "work": work, "size": size, "peer": peer, "ours": round(ours, 3),
        "theirs": None if theirs is None else round(theirs, 3),
        "ratio": None if theirs is None else round(ours / theirs, 2),
        "floor": limits[0], "ambition": limits[1],
    }  # fmt: skip
