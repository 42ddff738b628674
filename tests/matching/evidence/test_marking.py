from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.evidence.marking import Mark, hundredths, label, lettered, segments


def term(name, weight, need=None, offer=None):
    return SimpleNamespace(
        term=name,
        weight=weight,
        surface_need=need or name,
        surface_offer=offer or name,
        spans_need=(),
        spans_offer=(),
    )


@given(st.lists(st.floats(min_value=0, max_value=0.5), max_size=30))
def test_shown_weights_and_the_rest_add_up_to_the_shown_score(weights):
    score = sum(weights)
    terms, rest, _others = lettered([term(f"t{n}", weight) for n, weight in enumerate(weights)], score)
    shown = round(score * 100 + 1e-9) if weights else 0
    total = round(sum(t.weight for t in terms) * 100) + round(rest * 100)
    assert abs(total - shown) <= (1 if abs(score * 100 % 1 - 0.5) < 1e-6 else 0)


def test_hundredths_give_what_is_left_to_the_largest_remainders():
    assert hundredths([0.124, 0.124, 0.127], 38) == [13, 12, 13]
    assert hundredths([0.1, 0.1], 19) in ([9, 10], [10, 9])
    assert hundredths([], 0) == []


def test_terms_get_letters_by_weight_and_none_when_they_would_show_nothing():
    terms, rest, _others = lettered(
        [term("b", 0.004), term("c", 0.2), term("a", 0.2), term("d", 0.003)], 0.407
    )
    assert [(t.letter, t.label, t.weight) for t in terms] == [("a", "a", 0.2), ("b", "c", 0.2)]
    assert rest == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("need", "offer", "shown"),
    [
        ("bearings", "bearing", "bearing"),
        ("Grease", "grease", "Grease"),
        ("无脂", "无油脂", "无脂, 无油脂"),
        ("轴承", "轴承", "轴承"),
    ],
)
def test_label_of_a_term_is_one_word_unless_the_texts_say_it_differently(need, offer, shown):
    assert label(term("x", 0.1, need, offer)) == shown


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12), st.integers(1, 3)), max_size=12),
)
def test_segments_always_give_back_the_text(text, places):
    marks = [
        Mark(min(start, len(text)), min(start + size, len(text)), level, "a") for start, size, level in places
    ]
    assert "".join(part["text"] for part in segments(text, marks)) == text


def test_segments_show_the_heavier_of_two_overlapping_marks():
    parts = segments("vacuum robots", [Mark(0, 13, 1, "b"), Mark(0, 6, 3, "a")])
    assert [(part["text"], part["level"], part["letter"]) for part in parts] == [
        ("vacuum", 3, "a"),
        (" robots", 0, ""),
    ]


def test_parts_shown_in_one_row_take_part_in_the_sum():
    terms, rest, others = lettered([term("a", 0.2)], 0.231, others=[0.021, 0.01])
    assert ([row.weight for row in terms], rest, others) == ([0.2], 0.0, [0.02, 0.01])


def test_label_of_a_translated_term_joins_both_forms_and_of_a_spelling_shows_one():
    assert label(term("滚珠轴承", 0.1, "ball bearing", "滚珠轴承")) == "ball bearing ↔ 滚珠轴承"
    assert label(term("10kv", 0.1, "10 kV", "10,000 V")) == "10 kV, 10,000 V"
    assert label(term("bear", 0.1, "bearing", "Bearings")) == "bearing"
