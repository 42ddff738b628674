import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.kernels.top_k import merge_ranked, top_k_of_scores


@pytest.mark.parametrize("limit", [0, 1, 7, 50, 299, 300, 400])
def test_best_of_many_ties_agrees_with_sorting(limit):
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 5, 300).astype(float)
    order = rng.permutation(300)
    allowed = rng.random(300) < 0.7
    expected = sorted(np.flatnonzero(allowed).tolist(), key=lambda place: (-scores[place], order[place]))[
        :limit
    ]
    assert top_k_of_scores(scores, allowed, order, limit).tolist() == expected


def test_best_of_none_allowed_is_empty():
    assert top_k_of_scores(np.ones(3), np.zeros(3, dtype=bool), np.arange(3), 2).tolist() == []


def test_merged_orders_across_sets_by_score_then_key():
    assert merge_ranked([[("b", 1.0), ("d", 0.5)], [("a", 1.0), ("c", 2.0)]], 3) == [
        ("c", 2.0),
        ("a", 1.0),
        ("b", 1.0),
    ]


SCORES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.sampled_from([0.0, 0.25, 0.5, 1.0]))


@given(SCORES, st.integers(1, 4), st.integers(0, 8), st.randoms(use_true_random=False))
def test_best_of_the_parts_merged_are_the_best_of_all(scores, parts, limit, random):
    """Offers split between workers in any way: each gives its top_k_of_scores, ties by key included."""
    groups = [[] for _ in range(parts)]
    for entry in scores.items():
        random.choice(groups).append(entry)
    bests = [merge_ranked([group], limit) for group in groups]
    everything = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]
    assert merge_ranked(bests, limit) == everything
    assert merge_ranked([merge_ranked(bests[:1], limit), merge_ranked(bests[1:], limit)], limit) == everything
