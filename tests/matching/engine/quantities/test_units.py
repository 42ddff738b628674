import re
from fractions import Fraction

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.analysis import units as terms
from matching.engine.quantities import units
from matching.engine.quantities.folding import fold
from matching.engine.quantities.reader import quantities
from matching.engine.quantities.units import spelled, unit_at

REGISTRY = pint.UnitRegistry(non_int_type=Fraction)
PINT = {
    "mm": "mm",
    "μm": "micrometer",
    "nm": "nanometer",
    "inch": "inch",
    "ft": "foot",
    "mile": "mile",
    "kg": "kg",
    "mg": "mg",
    "t": "tonne",
    "lb": "pound",
    "oz": "ounce",
    "kN": "kilonewton",
    "MPa": "megapascal",
    "bar": "bar",
    "atm": "atm",
    "kWh": "kilowatt_hour",
    "kcal": "kilocalorie",
    "kW": "kilowatt",
    "mW": "milliwatt",
    "MW": "megawatt",
    "kV": "kilovolt",
    "mA": "milliampere",
    "mAh": "milliampere_hour",
    "kΩ": "kiloohm",
    "nF": "nanofarad",
    "GHz": "gigahertz",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "week": "week",
    "L": "liter",
    "mL": "milliliter",
    "rpm": "rpm",
    "arcmin": "arcminute",
    "km/h": "km/hour",
    "m/s": "m/s",
    "N/mm²": "N/mm**2",
    "Wh/kg": "watt_hour/kg",
    "g/cm³": "g/cm**3",
    "mg/L": "mg/liter",
    "W/(m·K)": "W/m/K",
    "kJ/(kg·K)": "kJ/kg/K",
    "L/min": "liter/minute",
    "m³/h": "m**3/hour",
    "MJ/m³": "MJ/m**3",
    "mPa·s": "mPa*s",
    "kgf": "kilogram_force",
    "ppm": "ppm",
    "%": "percent",
    "hp": None,
    "Torr": "torr",
}
SAME = [
    ["5 km", "5 kilometres", "5公里", "5千米"],
    ["5 N·m", "5 Nm", "5 N.m", "5 newton metres", "5牛米", "5 N•m"],
    ["20 ℃", "20 °C", "20 degrees Celsius", "20摄氏度", "20 C"],
    ["3 h", "3 hours", "3小时", "3个小時", "3H"],
    ["30 min", "30 minutes", "30分钟", "30 mins"],
    ["2 N/mm²", "2 MPa", "2 N/mm2", "2兆帕"],
    ["7 次", "7 cycles", "7 strokes"],
    ["60 KW", "60 kW", "60千瓦", "60 kilowatts"],
    ["5 r/min", "5 rpm", "5转/分", "5 RPM"],
    ["9 元/吨", "9 CNY/t", "9 yuan per tonne"],
    ["4 m³/h", "4 m3/h", "4立方米/小时", "4 cubic metres per hour"],
    ["8 μm", "8 um", "8 µm", "8微米", "8 microns"],
    ["50 mg/L", "50 mg·L⁻¹", "50 mg per litre", "50毫克/升"],
    ["6 W/(m·K)", "6 W/m·K", "6 W m⁻¹ K⁻¹"],
]
APART = [
    ("5 mW", "5 MW"),
    ("500 Nm", "500 nm"),
    ("5 s", "5 S"),
    ("500 N·m", "500 J"),
    ("5 V", "5 W"),
    ("5 EUR", "5 USD"),
    ("5 ℃", "5 °"),
    ("5 HRC", "5 HV"),
    ("5 次", "5 件"),
    ("3 h", "3 次"),
    ("5 m", "5 min"),
    ("5 MJ/m³", "5 MPa"),
]


def only(text):
    (found,) = quantities(fold(text))
    return found


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_spellings_of_one_quantity(texts):
    found = [only(text) for text in texts]
    assert {(each.unit.dimension, each.base(each.low)) for each in found} == {
        (found[0].unit.dimension, found[0].base(found[0].low))
    }


@pytest.mark.parametrize(("one", "other"), APART)
def test_case_and_kind_keep_quantities_apart(one, other):
    first, second = only(one), only(other)
    assert (first.unit.dimension, first.base(first.low)) != (second.unit.dimension, second.base(second.low))


@pytest.mark.parametrize("symbol", [symbol for symbol, name in PINT.items() if name])
def test_factors_are_those_of_an_independent_library(symbol):
    unit, end = unit_at(symbol, 0)
    assert end == len(symbol)
    same = [other for other in PINT if PINT[other] and unit_at(other, 0)[0].dimension == unit.dimension]
    for other in same:
        ratio = unit.factor / unit_at(other, 0)[0].factor
        theirs = (1 * REGISTRY(PINT[symbol])).to(REGISTRY(PINT[other])).magnitude
        assert float(ratio) == pytest.approx(float(theirs), rel=1e-6), (symbol, other)


@settings(deadline=None)
@given(st.sampled_from(["kV", "W", "μm", "mg", "MPa", "L", "min", "mAh", "kΩ"]), st.integers(1, 10**6))
def test_a_conversion_there_and_back_is_exact(symbol, number):
    unit = spelled(symbol)
    assert Fraction(number) * unit.factor / unit.factor == number


@pytest.mark.parametrize(
    ("celsius", "other"), [("20 ℃", "293.15 K"), ("100 ℃", "212 °F"), ("-40 ℃", "-40 °F")]
)
def test_temperatures_meet_on_the_absolute_scale(celsius, other):
    first, second = only(celsius), only(other)
    assert first.base(first.low) == second.base(second.low)


def test_units_of_the_index_have_the_same_factors_here():
    """The analysis keeps a table of its own without case; what both tables spell, they read alike."""
    bases: dict[str, set] = {}
    for name, (base, exponent) in terms._UNITS_BY_SPELLING.items():
        unit = spelled(name)
        if unit is None or not re.search("[\u4e00-\u9fff]", name):
            continue
        bases.setdefault(base, set()).add((unit.dimension, unit.factor / Fraction(10) ** exponent))
    assert len(bases) > 20
    assert {base: found for base, found in bases.items() if len(found) > 1 and base != "j"} == {}


@settings(deadline=None)
@given(st.sampled_from(sorted(units._SPELLINGS)), st.integers(2, 999))
def test_every_spelling_is_read_behind_a_number(spelling, number):
    blank = " " if spelling[0].isascii() else ""
    found = quantities(fold(f"it is {number}{blank}{spelling}"))
    if len(spelling) == 1 and spelling in "C":
        return
    assert [each.unit.dimension for each in found] == [spelled(spelling).dimension]
