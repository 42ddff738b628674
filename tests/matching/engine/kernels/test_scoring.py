"""Both paths of scoring against brute force in float64: the same documents, order and scores to the last
bit.
"""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.kernels import numpy_kernels, registry, scoring
from matching.engine.kernels.block_builder import build_blocks
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import BlockedInvertedIndex

VOCABULARY = 70  # more than one word of marks


@pytest.fixture(scope="module", params=["compiled", "plain"], autouse=True)
def path(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "plain":
            patch.setattr(registry, "_scoring_kernels", None)
        else:
            registry.load(tmp_path_factory.getbasetemp().parent / "kernels")
        yield request.param


weights = st.sampled_from([0.25, 0.5, 0.1, 1 / 3, 0.7, 1e-12, 1e6]) | st.floats(0.01, 1.0)
vectors = st.dictionaries(st.integers(0, VOCABULARY - 1) | st.integers(0, 3), weights, max_size=9)


def rows(vectors):
    starts = np.cumsum([0, *map(len, vectors)])
    entries = [entry for vector in vectors for entry in sorted(vector.items())]
    terms, values = [term for term, _ in entries], [value for _, value in entries]
    return CsrMatrix.validated(starts, np.array(terms, int), np.array(values, float), vocabulary=VOCABULARY)


def score(one, other):
    total = 0.0
    for term in sorted(one):
        if term in other:
            total += other[term] * one[term]
    return total


def brute(documents, query, k, exclusions=(), floor=0.0):
    scored = [(number, score(query, document)) for number, document in enumerate(documents)]
    found = [entry for entry in scored if entry[1] > 0 and entry[1] >= floor and entry[0] not in exclusions]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:k]


def listed(found):
    return [list(zip(ids.tolist(), scores.tolist(), strict=True)) for ids, scores in found]


@settings(max_examples=60, deadline=None)
@given(
    documents=st.lists(vectors, max_size=12).flatmap(lambda some: st.just(some + some[:5])),
    queries=st.lists(vectors, max_size=5),
    size=st.sampled_from([1, 2, 3, 64]),
    k=st.integers(0, 20),
    floor=st.sampled_from([0.0, 0.1, 0.25]),
    data=st.data(),
)
def test_top_is_brute_force_whatever_the_blocks(documents, queries, size, k, floor, data):
    blocks = build_blocks(rows(documents), VOCABULARY, size=size)
    allowed = data.draw(st.none() | st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    numbers = st.lists(st.integers(0, len(documents) - 1), max_size=3) if documents else st.just([])
    excluded = [data.draw(numbers) for _ in queries]
    exclude = np.cumsum([0, *map(len, excluded)]), np.array([n for some in excluded for n in some], int)
    found = scoring.top_k(blocks, rows(queries), k, allowed=allowed, exclude=exclude, floor=floor)
    barred = {n for n in range(len(documents)) if allowed is not None and not allowed[n]}
    expected = [
        brute(documents, query, k, barred | set(own), floor)
        for query, own in zip(queries, excluded, strict=True)
    ]
    assert listed(found) == expected


@settings(max_examples=40, deadline=None)
@given(
    documents=st.lists(vectors, max_size=12),
    query=vectors,
    data=st.data(),
)
def test_scores_of_chosen_documents_are_brute_force(documents, query, data):
    exact = [score(query, document) for document in documents]
    stored = rows(documents)
    assert scoring.scores(stored, rows([query])).tolist() == exact
    chosen = np.array(data.draw(st.lists(st.integers(0, len(documents) - 1))) if documents else [], np.int64)
    assert scoring.scores(stored, rows([query]), chosen).tolist() == [exact[number] for number in chosen]


def corpus(rng, count, vocabulary=400):
    """Words as frequent as in a language, some documents twice, few different weights: many ties."""
    made = []
    for _ in range(count):
        terms = np.unique(np.minimum(rng.zipf(1.3, 30) - 1, vocabulary - 1))
        made.append(dict(zip(terms.tolist(), rng.choice([0.1, 0.2, 0.3], len(terms)).tolist(), strict=True)))
    made[count // 2 : count // 2 + 50] = made[:50]
    return made


def of(vectors, vocabulary=400):
    starts = np.cumsum([0, *map(len, vectors)])
    entries = [entry for vector in vectors for entry in sorted(vector.items())]
    return CsrMatrix.validated(
        starts,
        np.array([term for term, _ in entries]),
        np.array([value for _, value in entries]),
        vocabulary=vocabulary,
    )


@pytest.fixture(scope="module")
def many():
    rng = np.random.default_rng(7)
    return of(corpus(rng, 1_000)), of(corpus(rng, 130))


@pytest.mark.parametrize("size", [100, 128, 16_384])
def test_blocks_do_not_change_the_answer(many, size):
    documents, queries = many
    blocks = build_blocks(documents, 400, size=size)
    found = scoring.top_k(blocks, queries, 10)
    everything = np.arange(len(documents))
    for number, (ids, scores) in enumerate(found):
        entries = slice(queries.starts[number], queries.starts[number + 1])
        exact = numpy_kernels.scores(documents, queries.terms[entries], queries.weights[entries], everything)
        best = np.lexsort((everything, -exact))[:10]
        assert ids.tolist() == best.tolist()
        assert scores.tolist() == exact[best].tolist()


def test_frequent_terms_are_bounded_and_not_added_without_changing_the_answer(many):
    documents, queries = many
    blocks = build_blocks(documents, 400, size=64)
    assert 0 < blocks.usual[0] < blocks.usual[-1]
    one_block = build_blocks(documents, 400, size=1_024)
    assert listed(scoring.top_k(blocks, queries, 3)) == listed(scoring.top_k(one_block, queries, 3))


def test_arrays_survive_a_file_that_is_mapped_read_only(many, tmp_path):
    documents, queries = many
    blocks = build_blocks(documents, 400, size=256)
    for name, array in blocks.arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    mapped = BlockedInvertedIndex.from_arrays(
        {path.stem: np.load(path, mmap_mode="r") for path in tmp_path.glob("*.npy")}
    )
    assert listed(scoring.top_k(mapped, queries, 5)) == listed(scoring.top_k(blocks, queries, 5))
    assert not mapped.weights.flags.writeable


@pytest.mark.parametrize(
    ("starts", "terms", "weights", "message"),
    [
        ([0, 1], [0], [float("nan")], "weights must lie"),
        ([0, 1], [0], [-1.0], "weights must lie"),
        ([0, 1], [0], [0.0], "weights must lie"),
        ([0, 1], [70], [1.0], "terms must lie"),
        ([0, 2], [3, 3], [1.0, 1.0], "ascend strictly"),
        ([0, 2], [3], [1.0], "starts must begin"),
        ([0, 2, 1], [3], [1.0], "starts must not descend"),
    ],
)
def test_rows_of_bad_arrays_are_refused(starts, terms, weights, message):
    with pytest.raises(ValueError, match=message):
        CsrMatrix.validated(np.array(starts), np.array(terms), np.array(weights), vocabulary=VOCABULARY)


def test_marks_of_another_size_are_refused():
    blocks = build_blocks(rows([{1: 0.5}]), VOCABULARY)
    with pytest.raises(ValueError, match="1 documents, but 2 marks"):
        scoring.top_k(blocks, rows([{1: 1.0}]), 1, allowed=np.ones(2, bool))
    with pytest.raises(ValueError, match="numbered from 0 to 0"):
        scoring.scores(blocks.rows, rows([{1: 1.0}]), np.array([1]))


def test_importing_the_engine_loads_no_compiler():
    code = "import sys, matching.engine, matching.engine.kernels.scoring; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_many_best_are_not_kept_in_order_one_by_one(path, monkeypatch):
    documents = rows([{0: 0.1 + number % 7 / 10} for number in range(40)])
    blocks, query = build_blocks(documents, VOCABULARY, size=16), rows([{0: 1.0}])
    few = listed(scoring.top_k(blocks, query, 30))
    monkeypatch.setattr(scoring, "MAX_COMPILED_K", 20)
    monkeypatch.setattr(registry, "_scoring_kernels", None if path == "plain" else object())  # not called
    assert listed(scoring.top_k(blocks, query, 30)) == few
