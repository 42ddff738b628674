from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.analysis.word_tables import read_rows
from matching.engine.quantities.comparison import Text, compare

ROWS = read_rows(Path(__file__).parent / "comparisons.tsv")
NUMBERS = st.integers(1, 10**5)


def verdict(name, wanted, text, today="", language=""):
    return compare(name, today, wanted, text, language).verdict


@pytest.mark.parametrize(("name", "today", "wanted", "text", "expected"), ROWS)
def test_an_indicator_beside_a_text(name, today, wanted, text, expected):
    assert verdict(name, wanted, text, today.replace("-", "")) == expected


@pytest.mark.parametrize(
    ("name", "today", "wanted", "read"),
    [
        ("Weight", "8 kg", "≤ 5 kg", "at most 5 kg; now 8 kg"),
        ("重量", "8kg", "不得超过5kg", "at most 5 kg; now 8 kg"),
        ("Weight", "8 kg", "5 kg", "at most 5 kg; now 8 kg"),
        ("Accuracy", "", "0,005 mm", "0.005 mm"),
        ("Life", "", "at least 1 200 h", "at least 1200 h"),
        ("Temperature", "", "-40~85℃", "-40 to 85 °C"),
        ("重量(kg)", "8", "≤5", "at most 5 kg; now 8 kg"),
        ("能耗", "", "降低30%以上", "change by at least 30 %"),
        ("Retention", "", "≥ 80 % after 1000 cycles", "at least 80 % (1000 cycles)"),
        ("Cycle time", "60 min", "30 min max", "at most 30 min; now 60 min"),
        ("厚度", "", "大于20μm，小于30μm", "20 to 30 μm"),
        ("Weight", "", "as light as possible", ""),
    ],
)
def test_what_is_wanted_is_shown_as_it_was_read(name, today, wanted, read):
    assert compare(name, today, wanted, "").wanted_read == read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Its weight is below 5 kg.", "below 5 kg"),
        ("整机重量不超过 4.5 kg。", "不超过 4.5 kg"),
        ("重量由8kg降至4kg", "8kg降至4kg"),
        ("weight 4 kg max", "4 kg max"),
        ("No figure", ""),
    ],
)
def test_the_figure_is_quoted_as_the_text_has_it(text, shown):
    assert compare("Weight", "", "5 kg", text).shown == shown


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("Das Gewicht ist 4 kg und die Länge 5 m.", "", "language"),
        ("重さは4kgです。とても軽いです。", "", "language"),
        ("Вес насоса 4 kg", "", "language"),
        ("Gewicht 4 kg", "de", "language"),
        ("Weight 4 kg", "en-GB", ""),
        ("Weight 4 kg", "zh", ""),
    ],
)
def test_a_text_whose_words_are_not_known_is_not_compared(text, language, why):
    assert compare("Weight", "", "5 kg", text, language).why == why


def test_a_text_that_is_not_read_to_its_end_is_never_silent():
    found = compare("Weight", "", "5 kg", "Length 5 mm. " + "x" * 100_001)
    assert (found.verdict, found.why) == ("not_compared", "too_long")


@settings(deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_reaches_a_figure_reaches_every_easier_one(shown, one, other):
    easier, harder = sorted((one, other))
    text = Text(f"The service life is {shown} h. 重量{shown}kg。")
    if verdict("Service life", f"≥ {harder} h", text) == "reached":
        assert verdict("Service life", f"at least {easier} h", text) == "reached"
    if verdict("重量", f"≤{easier}kg", text) == "reached":
        assert verdict("重量", f"不得超过{harder}kg", text) == "reached"
    if verdict("Service life", f"≥ {easier} h", text) == "not_reached":
        assert verdict("Service life", f"≥ {harder} h", text) == "not_reached"


SENSES = {
    "≥ {} kg": lambda shown, wanted: shown >= wanted,
    "不低于{}kg": lambda shown, wanted: shown >= wanted,
    "over {} kg": lambda shown, wanted: shown > wanted,
    "超过{}kg": lambda shown, wanted: shown > wanted,
    "≤ {} kg": lambda shown, wanted: shown <= wanted,
    "不得超过{}kg": lambda shown, wanted: shown <= wanted,
    "under {} kg": lambda shown, wanted: shown < wanted,
    "低于{}kg": lambda shown, wanted: shown < wanted,
    "no more than {} kg": lambda shown, wanted: shown <= wanted,
    "{}kg以内": lambda shown, wanted: shown <= wanted,
    "{} kg max": lambda shown, wanted: shown <= wanted,
    "{} kg or more": lambda shown, wanted: shown >= wanted,
}


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SENSES)),
    NUMBERS,
    NUMBERS,
    st.sampled_from([("kg", 1000), ("g", 1), ("t", 10**6), ("公斤", 1000)]),
)
def test_every_bound_against_arithmetic(wish, wanted, shown, unit):
    name, grams = unit
    expected = "reached" if SENSES[wish](shown * grams, wanted * 1000) else "not_reached"
    assert verdict("Weight", wish.format(wanted), f"Weight: {shown} {name}.") == expected


@settings(deadline=None)
@given(NUMBERS, NUMBERS, st.sampled_from(["at most", "at least"]), st.sampled_from(["≥", "≤"]))
def test_a_bound_of_the_offer_decides_only_where_every_value_of_it_would(shown, wanted, said, sign):
    found = verdict("Weight", f"{sign} {wanted} kg", f"Weight {said} {shown} kg")
    for value in (shown, 0 if said == "at most" else shown * 2 + wanted * 2):
        met = value >= wanted if sign == "≥" else value <= wanted
        assert found == "check" or found == ("reached" if met else "not_reached")


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_the_step_from_today_tells_the_direction(today, wanted):
    better = wanted + (wanted - today)
    if today != wanted and better > 0:
        assert verdict("Cycle time", f"{wanted} s", f"Cycle time {better} s", f"{today} s") == "reached"
        assert verdict("Cycle time", f"{wanted} s", f"Cycle time {today} s", f"{today} s") == "not_reached"


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_input_gets_a_verdict(name, today, wanted, text):
    found = compare(name, today, wanted, text)
    assert found.verdict in ("reached", "not_reached", "check", "not_stated", "not_compared")
    assert bool(found.shown) == (found.verdict in ("reached", "not_reached", "check"))
