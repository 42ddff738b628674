from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given

from matching.engine.analysis.analyzer import MAX_FIELD_LENGTH, index_terms, is_han
from matching.engine.analysis.normalization import normalize
from matching.engine.translation.dictionary.bilingual_dictionary import (
    BilingualDictionary,
    default_dictionary,
    technology_pairs,
)
from matching.engine.translation.dictionary.cedict_parser import parse_cedict
from matching.engine.translation.dictionary.sorted_table import SortedTable, table_bytes
from matching.engine.translation.text_translator import TextTranslator
from tests.matching.engine.strategies import hostile

PAIRS = [
    ("滚珠轴承", "ball bearing"),
    ("轴承", "bearing"),
    ("泵", "pump"),
    ("阀", "valve"),
    ("传感器", "sensor"),
    ("熊", "bear"),
]


@pytest.fixture
def translator():
    return TextTranslator(BilingualDictionary(PAIRS))


class Stretch(NamedTuple):
    """A stretch of the original text and what stands for it in the other language."""

    start: int
    end: int
    shares: tuple[tuple[str, float], ...]


def read_fields(translator, text, to):
    normalized = normalize(text[:MAX_FIELD_LENGTH])
    return normalized, translator.read(normalized.text, Counter(index_terms(normalized.text)), to)


def translated(translator, text, to):
    """What of a text the dictionary and the index know in the language `to`, in reading order."""
    normalized, found = read_fields(translator, text, to)
    return [Stretch(*normalized.span(start, end), shares) for start, end, shares in found.spans if shares]


def bag_of(translator, text, to):
    return read_fields(translator, text, to)[1].bag_of_words()


def read(translator, text, to):
    """What each translated stretch of the text turned into, single characters and phrases left out."""
    return [
        (text[place.start : place.end], [term for term, _share in place.shares if term[1:2] != ":"])
        for place in translated(translator, text, to)
    ]


def test_chinese_words_give_english_stems_longest_word_first(translator):
    assert read(translator, "滚珠轴承和泵", "en") == [("滚珠轴承", ["ball", "bear"]), ("泵", ["pump"])]


def test_traditional_characters_read_like_simplified_and_keep_their_places(translator):
    assert read(translator, "需要軸承。", "en") == [("軸承", ["bear"])]


def test_english_phrases_are_looked_up_before_their_words(translator):
    phrase, other = translated(translator, "Ball-bearings, pumps", "zh")
    assert (phrase.start, phrase.end) == (0, len("Ball-bearings"))
    shares = dict(phrase.shares)
    assert shares["轴承"] > 1 > shares["1:熊"]  # the words of the phrase count beside it, by half
    assert other.shares == (("1:泵", 1.0),)


def test_a_phrase_does_not_reach_across_punctuation(translator):
    assert [surface for surface, _words in read(translator, "ball, bearing", "zh")] == ["bearing"]


def test_translations_that_the_index_does_not_know_take_no_share():
    dictionary = BilingualDictionary([("轴", "axis"), ("轴", "shaft")])
    assert translated(TextTranslator(dictionary, {"shaft", "axi"}.__contains__), "轴", "en")[0].shares == (
        ("axi", pytest.approx(1 / 3)),
        ("shaft", pytest.approx(1 / 6)),
    )
    assert translated(TextTranslator(dictionary, {"shaft"}.__contains__), "轴", "en")[0].shares == (
        ("shaft", 0.5),
    )
    assert translated(TextTranslator(dictionary, set().__contains__), "轴", "en") == []


def test_bag_of_a_mixed_text_keeps_designations_and_counts_a_word_of_either_language_once(translator):
    bag = bag_of(translator, "SiC MOSFET 传感器 10 kV", "en")
    assert {term: bag[term] for term in ("sic", "mosfet", "sensor", "10kv")} == dict.fromkeys(
        ("sic", "mosfet", "sensor", "10kv"), 1.0
    )
    bag = bag_of(translator, "SiC 传感器 for 10 kV, flurbing", "zh")
    assert {term: bag[term] for term in ("sic", "传感器", "10kv", "flurb")} == dict.fromkeys(
        ("sic", "传感器", "10kv", "flurb"), 1.0
    )


def test_bag_with_a_known_word_loses_its_own_form(translator):
    assert "bear" not in bag_of(translator, "bearing", "zh")
    assert not any(is_han(term) or term[:2] in ("1:", "2:") for term in bag_of(translator, "轴承", "en"))


def test_bag_with_repetition_counts_each_place(translator):
    assert bag_of(translator, "轴承，轴承", "en") == {"bear": 2.0}


@pytest.mark.parametrize("to", ["en", "zh"])
@pytest.mark.parametrize("text", ["", "，。 ,.", "的 the", "\x00\ud800", "é" * 5])
def test_texts_without_words_give_nothing_translated(translator, text, to):
    assert translated(translator, text, to) == []


def test_another_language_is_refused(translator):
    with pytest.raises(ValueError, match="'en' or 'zh'"):
        bag_of(translator, "轴承", "fr")


@given(hostile)
def test_hostile_text_has_places_inside_it_and_shares_above_zero(text):
    translator = TextTranslator(BilingualDictionary(PAIRS))
    for to in ("en", "zh"):
        for place in translated(translator, text, to):
            assert 0 <= place.start < place.end <= len(text)
            assert all(share > 0 for _term, share in place.shares)
        assert all(count > 0 for count in bag_of(translator, text, to).values())


@pytest.mark.parametrize("letter", ["轴", "a"])
def test_a_megabyte_of_one_character_is_read_up_to_the_limit(translator, letter):
    spans = translated(translator, letter * 1_000_000, "en")
    assert all(place.end <= MAX_FIELD_LENGTH for place in spans)


def test_glosses_keep_short_translations_and_drop_remarks():
    lines = [
        "# a remark",
        "軸承 轴承 [zhou2 cheng2] /(mechanical) bearing/CL:個|个[ge4]/",
        "焊 焊 [han4] /to weld; to solder/variant of 釬|钎[han4]/",
        "王 王 [Wang2] /surname Wang/",
        "瓊海 琼海 [Qiong2 hai3] /Qionghai City, Hainan/",
        "德國 德国 [De2 guo2] /Germany/German/",
        "甚麼 甚么 [shen2 me5] /a very long explanation of what this word is about/",
        "not a line",
        "3P 3P [san1 P] /(slang) threesome/",
    ]
    assert list(parse_cedict(lines)) == [
        ("轴承", ["bearing"]),
        ("焊", ["weld", "solder"]),
        ("德国", ["Germany", "German"]),
    ]


def test_table_answers_both_ways_like_a_plain_dictionary():
    written = [
        ("轴承", ["bearing"]),
        ("轴", ["axis", "shaft"]),
        ("杆", ["shaft"]),
        ("滚珠轴承", ["ball bearing"]),
    ]
    table = SortedTable(table_bytes(written))
    assert {headword: table.glosses(headword) for headword, _glosses in written} == {
        headword: tuple(glosses) for headword, glosses in written
    }
    assert table.glosses("轴轴") == ()
    assert sorted(table.headwords_starting_with("轴")) == ["轴", "轴承"]
    assert sorted(table.headwords("shaft")) == [("杆", 0), ("轴", 1)]
    assert list(table.headwords("ball bear")) == [("滚珠轴承", 0)]
    assert list(table.headwords("nothing")) == []


def test_empty_table_and_empty_dictionary_know_nothing():
    assert SortedTable(b"").glosses("轴") == ()
    assert BilingualDictionary((), SortedTable(b"")).english("轴") == ()
    assert BilingualDictionary().chinese("bear") == {}
    assert translated(TextTranslator(BilingualDictionary()), "轴承", "en") == []


def test_pairs_of_the_caller_come_first_and_leave_the_dictionary_as_it_was(translator):
    dictionary = BilingualDictionary([("轴承", "bearing")])
    assert dictionary.extended([("轴承", "support")]).english("轴承") == ("support", "bearing")
    assert dictionary.english("轴承") == ("bearing",)


def test_own_pairs_are_chinese_and_english_and_stand_once():
    pairs = technology_pairs()
    assert len(pairs) == len(set(pairs))
    assert len({chinese for chinese, _english in pairs}) > 1_500
    assert all(
        any(map(is_han, chinese)) and english.isascii() and english.strip() for chinese, english in pairs
    )


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("轴承", "bearing"), ("犁", "plow"), ("显微镜", "microscope"), ("增材制造", "additive manufacturing")],
)
def test_shipped_dictionary_knows_technical_words_both_ways(chinese, english):
    dictionary = default_dictionary()
    assert english in dictionary.english(chinese)
    translator = TextTranslator(
        dictionary, set(bag_of(TextTranslator(dictionary), english, "zh")).__contains__
    )
    assert chinese in "".join(
        term[2:] if term[1:2] == ":" else term for term in bag_of(translator, english, "zh")
    )
