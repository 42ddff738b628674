import pytest

from matching.rules import FLOOR, GRADES, grade


@pytest.mark.parametrize(
    ("strength", "expected"),
    [
        (-1.0, 0),
        (0.0, 0),
        (float("nan"), 0),
        (1e-9, 1),
        (0.129, 1),
        (0.13, 2),
        (0.20, 3),
        (0.32, 4),
        (0.45, 5),
        (1.0, 5),
    ],
)
def test_grade_of_a_strength_is_the_highest_it_reaches(strength, expected):
    assert grade(strength) == expected


def test_floor_is_where_the_second_grade_begins():
    assert dict(GRADES)[2] == FLOOR
