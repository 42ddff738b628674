import unicodedata

import pytest
from hypothesis import given

from matching.engine.analysis.normalization import normalize
from tests.matching.engine.strategies import hostile


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("Bearing", "bearing"),
        ("ＳｉＣ，５Ｇ", "sic,5g"),
        ("滾動軸承", "滚动轴承"),
        ("顯著 著名", "显著 著名"),
        ("TiO₂", "tio2"),
        ("ﬁne", "fine"),
        ("Straße", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("micro\u00adchip", "microchip"),
        ("a\x00b\ud800c", "a b c"),
        ("㎜ ℃", "mm °c"),
        ("10–20 M12×1.5 don’t", "10-20 m12x1.5 don't"),
        ("½ ¼ ¾ ⅛", "0.5 0.25 0.75 0.125"),
        ("1½ １２¼ 1 ½ 100 ⅒", "1.5 12.25 1.5 100.1"),
        ("in 2014 ½ of it", "in 2014 0.5 of it"),
        ("1.5 ½", "1.5 0.5"),
        ("M8 ½", "m8 0.5"),
        ("m²½ m²⅓", "m2 0.5 m2 1/3"),
        ("⅓ 1⅔ 1⁄2", "1/3 1 2/3 1/2"),
    ],
)
def test_fold_of_one_of_many_spellings_gives_the_one_spelling(text, normalized):
    assert normalize(text).text == normalized


def test_fold_of_composed_and_decomposed_text_is_the_same():
    text = "Größe façade naïve Ångström"
    assert normalize(unicodedata.normalize("NFD", text)).text == normalize(text).text


@given(hostile)
def test_fold_of_any_text_leads_back_to_the_original(text):
    normalized = normalize(text)
    spans = [normalized.span(place, place + 1) for place in range(len(normalized.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_fold_of_a_ligature_points_at_the_whole_ligature():
    normalized = normalize("ﬁ, then ½")
    assert [normalized.span(0, 1), normalized.span(1, 2)] == [(0, 1), (0, 1)]
    assert normalized.span(len(normalized.text) - 3, len(normalized.text)) == (8, 9)


def test_fold_of_a_fraction_points_at_its_sign_and_the_blank_before_it():
    normalized = normalize("a 1 ½ b")
    assert normalized.text == "a 1.5 b"
    assert [normalized.span(place, place + 1) for place in range(2, 6)] == [(2, 3), (3, 5), (3, 5), (5, 6)]
    assert normalized.span(2, 5) == (2, 5)


def test_fold_of_a_letter_with_endless_marks_keeps_a_few():
    assert len(normalize("a" + "\u0316\u0301" * 50_000).text) < 20


def test_fold_of_a_letter_with_its_mark_points_at_both():
    normalized = normalize("cafe\u0301!")
    assert [normalized.span(place, place + 1) for place in (2, 3, 4)] == [(2, 3), (3, 5), (5, 6)]
