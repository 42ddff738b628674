"""The second stage: the order among a need's best offers, as brute force has it, on both paths."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Document, Index, Parameters, SearchRequest, build_in_memory
from matching.engine.kernels import registry, scoring
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.search import reranking
from tests.matching.engine import brute
from tests.matching.engine.kernels.test_scoring import rows, vectors

WORDS = "pump seal ceramic acid bearing dry valve laser film sensor 轴承 密封 陶瓷 激光 传感器 10kV".split()  # noqa: SIM905


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory):
    registry.load(tmp_path_factory.getbasetemp().parent / "kernels")


@pytest.fixture(params=["compiled", "plain"])
def path(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(registry, "_scoring_kernels", None)


def rerank_scores(stored, ids, starts, scores, share, nearest=reranking.NEAREST_NEIGHBOURS):
    return scoring.rerank_scores(
        stored, ids, starts, scores, share=share, nearest=nearest, digits=reranking.DIGITS
    )


def catalogue(seed, offers, words=5):
    draw = random.Random(seed)
    texts = [" ".join(draw.choices(WORDS, k=words)) for _ in range(offers + 4)]
    return [
        *(Document(f"n{n}", "need", "", text) for n, text in enumerate(texts[:4])),
        *(Document(f"o{n:03}", "offer", "", text) for n, text in enumerate(texts[4:])),
    ]


@pytest.mark.parametrize(("seed", "offers"), [(1, 3), (2, 20), (3, 70), (4, 120)])
def test_order_of_the_candidates_agrees_with_brute_force_beside_a_delta(path, seed, offers):
    """More offers than candidates, so that the second stage sees a part of them."""
    everything = catalogue(seed, offers)
    index = Index(build_in_memory(everything)).with_changes(everything[4::3])
    matcher = brute.Brute(everything, query_translator=index._query_translator)
    for need in everything[:4]:
        for limit in (1, 10, 200):
            expected = matcher.match(need, everything, kind="offer", limit=limit)
            assert index.match_one(SearchRequest(need, kind="offer", limit=limit)) == expected
            assert index.matches_of(
                index.match(SearchRequest(index.ids_of([need.key]), kind="offer", limit=limit))
            ) == [expected]


@settings(max_examples=60, deadline=None)
@given(documents=st.lists(vectors, min_size=1, max_size=14), data=st.data())
def test_both_paths_stand_candidates_alike_whatever_is_asked_together(documents, data):
    """Equal documents, documents without a term, lists of one and empty lists among them."""
    documents = documents + documents[:3]
    numbers = st.lists(st.integers(0, len(documents) - 1), max_size=9, unique=True)
    lists = data.draw(st.lists(numbers, min_size=1, max_size=4))
    ids = np.array([number for some in lists for number in some], dtype=np.int64)
    starts = np.cumsum([0, *map(len, lists)])
    scores = np.array(data.draw(st.lists(st.floats(0.01, 1.0), min_size=len(ids), max_size=len(ids))))
    share = data.draw(st.sampled_from([0.0, 0.2, 1.0]))
    held = rows(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_scoring_kernels", None)
        plain = rerank_scores(held, ids, starts, scores, share)
    assert registry.rerank_kernels() is not None
    assert rerank_scores(held, ids, starts, scores, share).tolist() == plain.tolist()
    for place, some in enumerate(lists):
        part = slice(int(starts[place]), int(starts[place + 1]))
        alone = rerank_scores(
            held, np.array(some, dtype=np.int64), np.array([0, len(some)]), scores[part], share
        )
        assert alone.tolist() == plain[part].tolist()
    if not share:
        assert plain.tolist() == np.rint(scores * 1e12).tolist()


def one_row(*terms):
    return dict.fromkeys(terms, 1.0)


def test_a_good_score_among_others_comes_before_a_better_one_that_stands_alone(path):
    """Three alike, each among the nearest of the others; the fourth shares nothing with them."""
    held = rows([one_row(1), one_row(2, 3), one_row(2, 3, 4), one_row(2, 3, 5)])
    scores = np.array([0.50, 0.49, 0.70, 0.70])
    standing = rerank_scores(held, np.arange(4), np.array([0, 4]), scores, 0.2)
    assert standing[0] == 0.5e12
    assert standing[1] > standing[0]
    expected = 0.8 * 0.49 + 0.2 * 0.70
    assert standing[1] == round(expected * 1e12)


def test_a_nearest_one_that_does_not_return_the_favour_is_no_neighbour(path):
    held = rows([one_row(1, 2), one_row(1, 2, 3), one_row(3, 4, 5, 6)])
    scores = np.array([0.5, 0.6, 0.4])
    standing = rerank_scores(held, np.arange(3), np.array([0, 3]), scores, 0.5, nearest=1)
    assert standing.tolist() == [0.55e12, 0.55e12, 0.4e12]


def test_equal_offers_come_in_the_order_of_their_keys(path):
    offers = [Document(f"o{n}", "offer", "", "ceramic pump seal") for n in (3, 1, 2, 0)]
    index = Index(build_in_memory([*offers, Document("z", "offer", "", "ceramic pump")])).with_changes(
        [offers[0]]
    )
    found = index.match_one(SearchRequest(Document("n", "need", "", "pump seal"), kind="offer"))
    assert [match.key for match in found] == ["o0", "o1", "o2", "o3", "z"]


def test_scores_stay_and_an_offer_finds_needs_by_them_alone():
    everything = catalogue(5, 60)
    index = Index(build_in_memory(everything))
    alone = Index(build_in_memory(everything, parameters=Parameters(neighbours=0)))
    moved = False
    for need in everything[:4]:
        found, by_score = (
            one.match_one(SearchRequest(need, kind="offer", limit=60)) for one in (index, alone)
        )
        assert sorted(found, key=lambda match: (-match.score, match.key)) == by_score
        moved |= found != by_score
    assert moved
    for offer in everything[4:14]:
        assert index.match_one(SearchRequest(offer, kind="need")) == alone.match_one(
            SearchRequest(offer, kind="need")
        )


def test_order_does_not_depend_on_how_many_are_asked_for():
    everything = catalogue(6, 90)
    index = Index(build_in_memory(everything))
    for need in everything[:4]:
        whole = index.match_one(SearchRequest(need, kind="offer", limit=90))
        assert [
            index.match_one(SearchRequest(need, kind="offer", limit=limit)) for limit in (1, 10, 45, 70)
        ] == [whole[:limit] for limit in (1, 10, 45, 70)]


def test_rows_of_no_entry_stand_by_their_scores(path):
    nothing = CsrMatrix(np.zeros(3, np.int64), np.zeros(0, np.int32), np.zeros(0))
    standing = rerank_scores(nothing, np.arange(2), np.array([0, 2]), np.array([0.25, 0.5]), 0.2)
    assert standing.tolist() == [0.25e12, 0.5e12]
