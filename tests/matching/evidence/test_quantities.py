import pytest

from matching.evidence.quantities import direction, fold, quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Service interval 20,000 h at 60 rpm.", [(20000, 20000, "h"), (60, 60, "rpm")]),
        ("2万小时", [(20000, 20000, "h")]),
        ("泄漏率 1.2×10⁻³ mbar·l/s", [(0.0012, 0.0012, "mbar·l/s")]),
        ("at 10⁻⁵ Pa", [(1e-5, 1e-5, "Pa")]),
        ("−20 to 180 °C", [(-20, 180, "°C")]),
        ("内径 15–40 毫米", [(15, 40, "mm")]),
        ("3-5 µm and 99.9 ％", [(3, 5, "μm"), (99.9, 99.9, "%")]),
        ("20 000 hours", [(20000, 20000, "h")]),
        ("class F16C, alloy 6061-T6, 10 or fewer", []),
        ("", []),
    ],
)
def test_quantities_in_a_sentence_are_read_with_their_units(text, found):
    assert [(q.low, q.high, q.unit) for q in quantities(fold(text))] == found


@pytest.mark.parametrize(
    ("wanted", "today", "better"),
    [
        ("under 0.1 %", "", "less"),
        ("no more than 10 N", "", "less"),
        ("不超过 5 %", "", "less"),
        ("at least 20,000 h", "", "more"),
        ("not less than 3 h", "", "more"),
        ("不低于 20000 小时", "", "more"),
        ("20,000 h", "3,500 h", "more"),
        ("6 mN·m", "9 mN·m", "less"),
        ("25 mm", "", ""),
        ("25 mm", "3 h", ""),
    ],
)
def test_direction_of_a_wish_follows_its_words_or_the_step_from_today(wanted, today, better):
    assert direction(wanted, today) == better


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "1 000" * 9_000, "1,111" * 9_000, "10^" * 9_000, "\x00" * 9_000]
)
def test_quantities_of_hostile_text_are_found_quickly(text):
    assert isinstance(list(quantities(fold(text))), list)
