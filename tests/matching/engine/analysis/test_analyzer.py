import csv
import re
import time

import pytest
import rjieba
from hypothesis import given

from matching.engine.analysis.analyzer import HAN, MAX_FIELD_LENGTH, analyze, index_terms
from matching.engine.analysis.chinese_segmenter import segmenter, user_words
from matching.engine.analysis.spelling import to_common_spelling
from tests.matching.engine.strategies import hostile
from tests.repository.test_tree import ROOT


def readings(text):
    return {token.term: text[token.start : token.end] for token in analyze(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the bearings of it", {"bear": "bearings"}),
        ("high-speed", {"high": "high", "speed": "speed", "3:high speed": "high-speed"}),
        ("5G", {"5g": "5G"}),
        ("SiC", {"sic": "SiC"}),
        ("6061-T6", {"6061-t6": "6061-T6", "6061": "6061", "t6": "T6"}),
        ("TiO₂", {"tio2": "TiO₂", "tio": "TiO"}),
        ("10 kV", {"10kv": "10 kV", "10": "10", "kv": "kV"}),
        ("10kV", {"10kv": "10kV", "10": "10", "kv": "kV"}),
        ("M12x1.5", {"m12x1.5": "M12x1.5", "m12": "M12", "1.5": "1.5"}),
        ("±0.01 mm", {"10μm": "0.01 mm", "0.01": "0.01", "mm": "mm"}),
        ("12,000", {"12000": "12,000"}),
        ("95%", {"95%": "95%", "95": "95"}),
        ("C++", {"c++": "C++", "c": "C"}),
        ("насос", {"насос": "насос"}),
        ("軸承", {"轴承": "軸承", "2:轴承": "軸承", "1:轴": "軸", "1:承": "承"}),
        ("", {}),
        ("的 the ，。", {}),
    ],
)
def test_analyse_of_a_spelling_gives_its_terms_with_their_readings(text, expected):
    assert readings(text) == expected


def test_analyse_of_mixed_text_finds_designation_and_chinese_words():
    assert {"5g", "基站", "散热"} <= readings("5G基站散热").keys()


def test_analyse_of_a_long_word_finds_the_words_inside():
    assert {"滚动轴承", "滚动", "轴承"} <= readings("滚动轴承").keys()


def test_analyse_of_full_width_and_traditional_text_gives_the_same_terms():
    assert index_terms("碳化矽ＳｉＣ軸承") == index_terms("碳化矽SiC轴承")


@given(hostile)
def test_analyse_of_any_text_slices_the_original(text):
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        token.term.encode()  # storable: no lone surrogate


@given(hostile)
def test_terms_of_any_text_are_those_of_analyse(text):
    assert sorted(index_terms(text)) == sorted(token.term for token in analyze(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6,
        "中" * 10**6,
        "\x00" * 10**6,
        "a-" * 10**6,
        "1," * 10**6,
        "e\u0301" * 10**6,
        "\ud800" * 10**6,
        "ß" * 10**6,
    ],
    ids=["letter", "han", "control", "hyphens", "digits", "marks", "surrogates", "growing"],
)
def test_analyse_of_a_megabyte_of_one_thing_answers_soon(text):
    begun = time.process_time()
    found = analyze(text)
    assert time.process_time() - begun < 5
    assert all(token.end <= MAX_FIELD_LENGTH for token in found)


def test_terms_of_neighbouring_words_make_a_phrase_unless_something_parts_them():
    assert "3:lithium ion" in index_terms("lithium ion")
    assert "3:lithium ion" in index_terms("Lithium-ions")
    assert [term for term in index_terms("lithium, ion of lithium/ion") if term.startswith("3:")] == []
    assert "3:5g network" in index_terms("5G networks")


@pytest.mark.parametrize(
    "spellings",
    [
        ("high-speed", "high speed", "highspeed"),
        ("Aluminium colours", "aluminum color"),
        ("optimisation of modelling", "optimization of modeling"),
        ("Café", "cafe\u0301", "cafe"),
        ("3-D", "3-d"),
    ],
)
def test_terms_of_all_spellings_are_the_same(spellings):
    assert len({tuple(sorted(index_terms(text))) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("spellings", "term"),
    [
        (("multilayer", "multi-layer", "multi layer"), "multilay"),
        (("databases", "data bases", "data-bases"), "databas"),
        (("offline", "off-line"), "offlin"),
        (("X-ray", "Xray", "X ray"), "xray"),
        (("UH-60", "UH60"), "uh60"),
        (("3-D", "3D"), "3d"),
    ],
)
def test_terms_of_a_word_in_one_and_in_two_meet(spellings, term):
    assert all(term in index_terms(text) for text in spellings)


def test_terms_of_a_registry_number_is_the_number():
    assert index_terms("7732-18-5") == ["7732-18-5"]


@pytest.mark.parametrize(
    "word", ["noise", "precise", "exercise", "promised", "four", "hour", "controlled", "acre", "acme"]
)
def test_common_spelling_of_a_word_that_has_one_is_the_word(word):
    assert to_common_spelling(word) == word


def test_words_of_the_user_dictionary_cover_the_titles_of_the_taxonomies():
    titles = [
        row["title_zh"]
        for path in sorted((ROOT / "catalog" / "data").glob("*.tsv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    ]
    parts = {
        part for title in titles for part in re.findall(f"[{HAN}]{{2,}}", re.sub("[与和及等]", " ", title))
    }
    segmenter()
    found = {word for part in parts for word in rjieba.cut(part)}
    assert {word for word in found if len(word) == 1} == set("木草其非压")
    assert {word for word in found if not rjieba.has_word(word)} == set()


def test_words_of_the_user_dictionary_keep_the_words_inside_them():
    assert {"固废", "处置", "固废处置"} <= set(index_terms("固废处置"))
    assert {"外延片", "外延"} <= set(index_terms("碳化硅外延片"))
    assert len(user_words()) == len(set(user_words()))


def test_terms_of_a_designation_beside_chinese_stand_apart():
    assert {"sic", "功率", "器件", "功率器件"} <= set(index_terms("SiC功率器件"))


def test_terms_of_two_characters_are_a_word_a_pair_and_single_ones():
    assert sorted(index_terms("散热")) == ["1:散", "1:热", "2:散热", "散热"]
