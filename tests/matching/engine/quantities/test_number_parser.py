from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.quantities.folding import fold
from matching.engine.quantities.number_parser import chinese_value, parse
from matching.engine.quantities.reader import quantities


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("0,005", Fraction(5, 1000)),
        ("1,5", Fraction(3, 2)),
        ("12,25", Fraction(49, 4)),
        ("1,200", 1200),
        ("1,200,000", 1_200_000),
        ("1.200,5", Fraction(2401, 2)),
        ("1,200.5", Fraction(2401, 2)),
        ("1.200", Fraction(6, 5)),
        ("1.200.000", 1_200_000),
        ("1'200", 1200),
        ("0.05", Fraction(1, 20)),
        (".5", Fraction(1, 2)),
        ("½", Fraction(1, 2)),
        ("1,2,3", None),
        ("2.1.3", None),
        ("0,005,000", None),
        ("1" * 31, None),
    ],
)
def test_a_comma_is_decimal_or_parts_thousands_by_its_context(written, value):
    assert parse(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三万", 30_000),
        ("两", 2),
        ("十二", 12),
        ("一百二十", 120),
        ("半", Fraction(1, 2)),
        ("百万", 10**6),
        ("三五", None),
    ],
)
def test_numerals_in_chinese_characters(written, value):
    assert chinese_value(written) == value


def read_mm(text):
    return [
        each.low * each.unit.factor * 1000
        for each in quantities(fold(text))
        if each.unit.dimension == (("m", 1),)
    ]


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 4))
def test_a_number_means_the_same_with_a_decimal_comma_and_a_decimal_point(digits, places):
    value = Fraction(digits, 10**places)
    plain = f"{digits // 10**places}.{digits % 10**places:0{places}d}" if places else str(digits)
    assert read_mm(f"about {plain} mm") == [value]
    if places != 3 or plain.startswith("0") or len(plain) > 7:
        assert read_mm(f"about {plain.replace('.', ',')} mm") == [value]


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from([",", " ", "\u2009", "\u202f", "\u00a0"]))
def test_thousands_are_parted_by_commas_or_blanks_and_full_width_digits_are_digits(number, separator):
    grouped = f"{number:,}".replace(",", separator)
    if grouped.count(separator) < 3 or separator == ",":
        assert read_mm(f"总长{grouped} mm") == [number]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert read_mm(f"总长{wide}毫米") == [number]


@settings(deadline=None)
@given(st.integers(1, 99), st.integers(-12, 12))
def test_powers_of_ten_in_every_spelling(mantissa, exponent):
    raised = str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    value = mantissa * Fraction(10) ** exponent * 1000
    for spelling in (
        f"{mantissa}×10^{exponent}",
        f"{mantissa}×10{raised}",
        f"{mantissa} x 10^{exponent}",
        f"{mantissa}e{exponent}",
    ):
        assert read_mm(f"gap {spelling} m") == [value], spelling
