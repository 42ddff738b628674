from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.analysis.analyzer import analyze, index_terms
from matching.engine.analysis.units import format_quantity, parse_quantity


@pytest.mark.parametrize(
    ("spellings", "term"),
    [
        (("10 kV", "10kV", "10-kV", "10,000 V", "10 kilovolts", "10千伏", "１０ｋＶ"), "10kv"),
        (("0.01 mm", "0.010mm", "±0.01 mm", "10 μm", "10 um", "10 microns", "10微米", "10 µm"), "10μm"),
        (("95%", "95 %", "95％", "95 percent"), "95%"),
        (("80 °C", "80℃", "80 摄氏度", "80摄氏度"), "80°c"),
        (("10万千瓦", "100 MW", "100,000 kW", "0.1 GW"), "100mw"),
        (("2吨", "2000 kg"), "2tonne"),
        (("5 cm", "50 mm", "0.05 m", "5厘米"), "50mm"),
        (("1 MPa", "1000 kPa"), "1mpa"),
        (("10A", "10安培", "10 amps"), "10a"),
        (("2.4 GHz", "2400MHz"), "2.4ghz"),
        (("0 V", "0.0 mV"), "0v"),
        (("½ mm", "½mm", "0.5 mm", "500 microns", "½毫米"), "500μm"),
        (("1½ inches", "1 ½ inches", "1½-inch", "1½英寸", "1.50 inch"), "1.5inch"),
        (("2¼ kW", "2250 W"), "2.25kw"),
    ],
)
def test_terms_of_one_quantity_in_many_spellings_meet(spellings, term):
    assert [text for text in spellings if term not in index_terms(text)] == []


@pytest.mark.parametrize(
    "text", ["10-20 mm", "10~20mm", "10～20 mm", "10–20 mm", "10 to 20 mm", "10至20毫米"]
)
def test_terms_of_a_range_hold_both_ends(text):
    assert {"10mm", "20mm"} <= set(index_terms(text))


@pytest.mark.parametrize("text", ["½-1½ mm", "½ to 1 ½ mm", "½至1½毫米"])
def test_terms_of_a_range_of_fractions_hold_both_ends(text):
    assert {"500μm", "1.5mm"} <= set(index_terms(text))


@pytest.mark.parametrize("text", ["½ mm", "1½ mm", "⅓ mm", "1⅓ mm", "1⁄2 mm"])
def test_terms_of_a_fraction_hold_no_quantity_of_one_of_its_figures(text):
    assert not {"1mm", "2mm", "3mm", "11mm"} & set(index_terms(text))


def test_terms_of_a_fraction_stand_where_it_stands():
    text = "from 1 ½ kV on"
    found = {token.term: text[token.start : token.end] for token in analyze(text)}
    assert found == {"1.5kv": "1 ½ kV", "1.5": "1 ½", "kv": "kV"}


def test_terms_of_a_quantity_stand_where_it_stands():
    text = "from 10-20 kV on"
    found = {token.term: text[token.start : token.end] for token in analyze(text)}
    assert found == {"10kv": "10", "20kv": "20 kV", "10": "10", "20": "20", "kv": "kV"}


@pytest.mark.parametrize("text", ["5 us firms", "10升级", "3克隆", "10 amazing", "5 GB/T"])
def test_terms_of_what_only_looks_like_a_quantity_hold_none(text):
    assert parse_quantity(text) is None
    assert not {"5μs", "10l", "3gram", "10a", "5gb"} & set(index_terms(text))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("ISO 9001:2015", "iso9001"),
        ("ISO9001", "iso9001"),
        ("ISO-9001", "iso9001"),
        ("IEC 61850", "iec61850"),
        ("GB/T 4754-2017", "gb4754"),
        ("IEEE 802.11ac", "ieee802.11ac"),
    ],
)
def test_terms_of_a_standard_hold_body_and_number_together(text, term):
    assert term in index_terms(text)


@given(st.decimals(min_value=0, max_value=10**15, places=12), st.sampled_from(["hz", "khz", "mhz", "ghz"]))
def test_spelling_of_a_quantity_keeps_its_value_exactly(number, unit):
    factors = {"hz": 1, "khz": 10**3, "mhz": 10**6, "ghz": 10**9, "thz": 10**12}
    written = format_quantity(f"{number:f}", unit)
    digits = written.rstrip("thzgmk")
    assert Fraction(digits) * factors[written[len(digits) :]] == Fraction(number) * factors[unit]
