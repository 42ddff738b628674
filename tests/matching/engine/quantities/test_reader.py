import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.quantities.folding import fold
from matching.engine.quantities.goals import format_quantity
from matching.engine.quantities.reader import quantities

READ = [
    ("重量3~5 kg", ["3 to 5 kg"]),
    ("-40℃~85℃", ["-40 to 85 °C"]),
    ("−40 °C to +85 °C", ["-40 to 85 °C"]),
    ("工作温度-20至60℃", ["-20 to 60 °C"]),
    ("between 3 and 5 mm", ["3 to 5 mm"]),
    ("零下20℃", ["-20 °C"]),
    ("10±0.5 mm", ["9.5 to 10.5 mm"]),
    ("±0.02mm", ["±0.02 mm"]),
    ("2-3万次", ["20000 to 30000 cycles"]),
    ("1 200 mm", ["1200 mm"]),
    ("100 200 300 400 500 mm", ["500 mm"]),
    ("1,5 kW", ["1.5 kW"]),
    ("1/2 inch", ["0.5 inch"]),
    ("3 1/2 inch", ["3.5 inch"]),
    ("two hours", ["2 h"]),
    ("三万次", ["30000 cycles"]),
    ("1.2 million seal strokes", ["1200000 cycles"]),
    ("120万次", ["1200000 cycles"]),
    ("500 thermal cycles", ["500 cycles"]),
    ("38 to 45 EUR/kg", ["38 to 45 EUR/kg"]),
    ("€ 45/kg", ["45 EUR/kg"]),
    ("100万元", ["1000000 CNY"]),
    ("HRC 58-62", ["58 to 62 HRC"]),
    ("pH 7.5", ["7.5 pH"]),
    ("Ra0.8μm", ["0.8 μm"]),
    ("10^-6 mbar·l/s", ["0.000001 mbar·L/s"]),
    ("24V", ["24 V"]),
    ("10k cycles", ["10000 cycles"]),
    ("180 C for 2 h", ["180 °C", "2 h"]),
    ("10,000+ h", ["10000 h"]),
]
NO_QUANTITIES = [
    "3D printing",
    "3d-printed",
    "5G module",
    "316L vessel",
    "M12 bolts",
    "F16C 33/10",
    "IP67",
    "Q235 steel",
    "ISO 9001",
    "RS485",
    "GB/T 1804",
    "2023-05-01",
    "2023年",
    "2023年3月5日",
    "in 2024",
    "UH-60",
    "6061-T6",
    "Type 5",
    "Fig. 3",
    "CN112345678A",
    "14:02",
    "v2.1.3",
    "TC4",
    "PM2.5",
    "CO2",
    "4G/5G",
    "第3代",
    "3月",
    "40Cr",
    "18650",
    "USB 3.0",
    "统一",
    "一种",
    "5米粉",
    "10升级",
    "100人才",
    "5A级景区",
]
BOUNDS = {
    "at_most": [
        "不得超过5kg",
        "不超过5kg",
        "不大于5kg",
        "不高于5kg",
        "不能超过5kg",
        "不应大于5kg",
        "至多5kg",
        "最大5kg",
        "5kg以内",
        "5kg以下",
        "≤5kg",
        "≦5kg",
        "⩽5kg",
        "<=5kg",
        "小于等于5kg",
        "at most 5 kg",
        "no more than 5 kg",
        "no longer than 5 kg",
        "5 kg max",
        "must not exceed 5 kg",
        "not to exceed 5 kg",
        "within 5 kg",
        "max. 5 kg",
        "not over 5 kg",
        "5 kg or less",
        "≯5kg",
    ],
    "at_least": [
        "不得低于5kg",
        "不低于5kg",
        "不少于5kg",
        "不得少于5kg",
        "不应少于5kg",
        "不小于5kg",
        "至少5kg",
        "5kg以上",
        "5kg及以上",
        "≥5kg",
        "≧5kg",
        "⩾5kg",
        ">=5kg",
        "大于等于5kg",
        "at least 5 kg",
        "no less than 5 kg",
        "not less than 5 kg",
        "5 kg or more",
        "min. 5 kg",
        "≮5kg",
        "5 kg min",
        "not below 5 kg",
        "no fewer than 5 kg",
    ],
    "above": ["超过5kg", "大于5kg", ">5kg", "more than 5 kg", "over 5 kg", "exceeds 5 kg", "高于5kg"],
    "below": [
        "低于5kg",
        "小于5kg",
        "不足5kg",
        "不到5kg",
        "<5kg",
        "less than 5 kg",
        "under 5 kg",
        "below 5 kg",
    ],
    "about": ["约5kg", "about 5 kg", "5kg左右", "approx. 5 kg"],
    "up_to": ["高达5kg", "up to 5 kg"],
    "down_to": ["低至5kg", "down to 5 kg", "as low as 5 kg"],
    "short_of": ["未达到5kg", "does not reach 5 kg"],
    "": ["5kg", "5 kg", "达到5kg", "reaches 5 kg", "5kg内部"],
}


def read(text):
    return quantities(fold(text))


@pytest.mark.parametrize(("text", "expected"), READ)
def test_quantities_of_a_text(text, expected):
    assert [format_quantity(each) for each in read(text)] == expected


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_designations_dates_and_words_are_no_quantities(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("bound", "text"), [(bound, text) for bound, texts in BOUNDS.items() for text in texts]
)
def test_bounds_in_words_and_signs(bound, text):
    (found,) = read(text)
    assert found.bound == bound
    assert (
        text[found.quote_start : found.quote_end] in (text, text[5:], text[2:])
        or not bound
        or "not exceed" in text
        or "reach" in text
    )


def test_min_behind_a_number_is_a_minute():
    (found,) = read("takes 30 min max")
    assert (found.low, found.unit.symbol, found.bound) == (30, "min", "at_most")


@pytest.mark.parametrize(
    ("text", "value", "change"),
    [
        ("fell from 1.6 m³ to 0.5 m³ a day", "0.5 m³", "to"),
        ("由60min缩短到20min", "20 min", "to"),
        ("能耗降低30%", "30 %", "by"),
        ("reduced by 30 %", "30 %", "by"),
        ("3 kg lighter than before", "3 kg", "by"),
    ],
)
def test_changes(text, value, change):
    (found,) = read(text)
    assert (format_quantity(found), found.change) == (value, change)


@pytest.mark.parametrize("text", ["300×200×150 mm", "5、10、20 kg", "5/10/20 kg"])
def test_figures_of_a_list_are_told(text):
    assert all(each.listed for each in read(text))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_every_figure_stands_where_it_says(text):
    end = 0
    for found in quantities(fold(text), bare=True):
        assert end <= found.quote_start <= found.start < found.end <= found.quote_end <= len(text)
        assert found.low <= found.high
        end = found.quote_end


@settings(deadline=None)
@given(
    st.fractions(0, 10**6, max_denominator=1),
    st.sampled_from(["kg", "mm", "°C", "kW", "MPa", "N·m", "EUR/kg", "m³/h"]),
)
def test_what_is_written_is_read_again(value, symbol):
    (found,) = read(f"{value} {symbol}")
    assert format_quantity(found) == f"{value} {symbol}"
    assert read(format_quantity(found))[0].base(value) == found.base(value)
