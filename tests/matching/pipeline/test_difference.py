import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.pipeline.difference import FOUND, STORED, difference

PAIRS = st.tuples(st.integers(1, 4), st.integers(10, 14))
FACTS = st.tuples(st.sampled_from([0.25, 0.5]), st.integers(1, 3))  # score, rank


def found(pairs):
    return np.array(
        [(need, offer, score, score, rank, 1, 1) for (need, offer), (score, rank) in pairs.items()], FOUND
    )


def stored(pairs):
    return np.array(
        [
            (1000 + number, need, offer, score, score, rank, 1, 1, other)
            for number, ((need, offer), ((score, rank), other)) in enumerate(pairs.items())
        ],
        STORED,
    )


@given(st.dictionaries(PAIRS, FACTS), st.dictionaries(PAIRS, st.tuples(FACTS, st.integers(0, 2))))
def test_difference_is_what_a_comparison_pair_by_pair_says(new, old):
    changes = difference(found(new), stored(old))
    put = {(row["need"], row["offer"]): (row["score"], row["rank"]) for row in changes.put}
    assert put == {pair: facts for pair, facts in new.items() if pair not in old or old[pair][0] != facts}
    keys = {pair: 1000 + number for number, pair in enumerate(old)}
    lost = [pair for pair in old if pair not in new]
    assert set(changes.demoted) == {keys[pair] for pair in lost if old[pair][1]}
    assert set(changes.gone) == {keys[pair] for pair in lost if not old[pair][1]}


def test_scores_are_compared_to_the_last_bit():
    rows = found({(1, 10): (0.1 + 0.2, 1)})
    assert len(difference(rows, stored({(1, 10): ((0.1 + 0.2, 1), 0)})).put) == 0
    assert len(difference(rows, stored({(1, 10): ((0.3, 1), 0)})).put) == 1
