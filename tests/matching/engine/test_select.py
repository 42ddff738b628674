import numpy as np
import pytest

from matching.engine.select import best, merged


@pytest.mark.parametrize("limit", [0, 1, 7, 50, 299, 300, 400])
def test_best_of_many_ties_agrees_with_sorting(limit):
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 5, 300).astype(float)
    order = rng.permutation(300)
    allowed = rng.random(300) < 0.7
    expected = sorted(np.flatnonzero(allowed).tolist(), key=lambda place: (-scores[place], order[place]))[
        :limit
    ]
    assert best(scores, allowed, order, limit).tolist() == expected


def test_best_of_none_allowed_is_empty():
    assert best(np.ones(3), np.zeros(3, dtype=bool), np.arange(3), 2).tolist() == []


def test_merged_orders_across_sets_by_score_then_key():
    assert merged([[("b", 1.0), ("d", 0.5)], [("a", 1.0), ("c", 2.0)]], 3) == [
        ("c", 2.0),
        ("a", 1.0),
        ("b", 1.0),
    ]
