"""Cuts behind the components."""

import pytest

from core.templatetags import marks, words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Li Wen", "LW"),
        ("赵敏", "赵"),
        ("zoe@firm.example", "ZO"),
        ("Ana", "AN"),
        ("  ", "?"),
        ("ана ян", "АЯ"),
    ],
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_paragraphs_are_cut_at_line_breaks_and_keep_their_marks():
    cut = marks.paragraphs(
        [{"text": "One\r\n\nTwo "}, {"text": "a\nb", "level": 2, "letter": "c"}, {"text": "\n"}]
    )
    assert [[(part["text"], part["level"], part["term_id"]) for part in paragraph] for paragraph in cut] == [
        [("One", 0, "")],
        [("Two ", 0, ""), ("a", 2, "c")],
        [("b", 2, "c")],
    ]


def test_facet_with_a_chosen_value_beyond_the_first_five_is_open():
    choices = [{"value": n, "label": n, "count": 1, "chosen": n == 6} for n in range(8)]
    made = words.facet({"name": "f", "label": "F", "choices": choices}, 5)
    assert (len(made["head"]), len(made["rest"]), made["open"]) == (5, 3, True)


def test_moments_name_their_group_where_it_changes():
    made = words.grouped([{"group": "A"}, {"group": "A"}, {"group": "B"}, {}])
    assert [item["heading"] for item in made] == ["A", "", "B", None]
