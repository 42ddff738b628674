"""Sums behind the components of a fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.formatting import cents
from matching.formatting import level as level_of
from matching.templatetags import terms as sums

WEIGHTS = st.lists(st.floats(0.001, 0.3), min_size=1, max_size=20)


@given(weights=WEIGHTS, limit=st.integers(1, 8))
def test_chips_shown_with_the_rest_add_up_to_the_shown_score(weights, limit):
    terms = [{"label": str(n), "weight": w} for n, w in enumerate(sorted(weights, reverse=True))]
    made = sums.chips(terms, limit=limit)
    shown = [round(float(chip["weight"]) * 100) for chip in made["chips"]]
    assert sum(shown) + round(float(made["rest"] or 0) * 100) == cents(sum(weights))
    assert all(abs(cent / 100 - term["weight"]) <= 0.01 for cent, term in zip(shown, terms, strict=False))
    assert made["more"] == len(terms) - len(shown)


@given(weights=WEIGHTS)
def test_rows_of_terms_add_up_to_the_shown_sum(weights):
    made = sums.term_rows([{"label": "x", "weight": weight, "letter": "a"} for weight in weights])
    assert sum(round(float(row["weight"]) * 100) for row in made["rows"]) == cents(sum(weights))


def test_chips_leave_a_weight_of_nothing_to_the_rest():
    made = sums.chips([{"label": "bearing", "weight": 0.09}, {"label": "of", "weight": 0.001}])
    assert ([chip["label"] for chip in made["chips"]], made["more"], made["rest"]) == (["bearing"], 1, "")


def test_rest_heavier_than_any_term_has_no_bar():
    made = sums.term_rows([{"label": "x", "weight": 0.1, "letter": "a"}, {"label": "9 more", "weight": 0.3}])
    assert [row["bar"] for row in made["rows"]] == ["72.0", ""]


def test_chips_without_terms_show_nothing():
    assert sums.chips([]) == {"chips": [], "more": 0, "rest": ""}


@pytest.mark.parametrize(("weight", "level"), [(0.1, 3), (0.0999, 2), (0.05, 2), (0.0499, 1), (0.0, 1)])
def test_level_of_a_weight(weight, level):
    assert level_of(weight) == level


@pytest.mark.parametrize(("grade", "seats"), [(0, []), (1, [3]), (5, [3, 15, 27, 39, 51])])
def test_comb_seats_as_many_tenons_as_the_grade(grade, seats):
    comb = sums.comb(0.5, grade)
    assert (comb["seats"], len(comb["sockets"]), comb["score"]) == (seats, 5 - grade, "0.50")


def test_term_rows_take_the_heaviest_as_the_longest_bar():
    made = sums.term_rows([{"label": "x", "weight": 0.2, "letter": "a"}, {"label": "y", "weight": 0.1}])
    assert [(row["bar"], row["weight"], row["term_id"]) for row in made["rows"]] == [
        ("72.0", "0.20", "a"),
        ("36.0", "0.10", ""),
    ]
    assert made["score"] == "0.30"
