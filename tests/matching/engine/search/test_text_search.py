import pytest

from matching.engine import Document
from tests.matching.engine.brute import documents

STORED = [
    Document("a", "offer", "滚动轴承", "高速轴承", {"country": ("CN",), "stage": ("lab",)}),
    Document("b", "offer", "主轴", "机床主轴冷却", {"country": ("CN", "DE"), "stage": ("market",)}),
    Document("c", "offer", "Ceramic bearing", "A ceramic bearing", {"country": ("DE",), "stage": ("lab",)}),
    Document("d", "need", "Bearing", "We need a bearing", {"country": ("DE",)}),
    Document("e", "offer", "5G基站散热", "碳化硅", {"country": ("CN", "CN")}),
]


def keys(result):
    return [match.key for match in result.matches]


@pytest.fixture
def index(make_index):
    return make_index(STORED)


def test_search_for_a_word_finds_both_kinds_unless_one_is_asked_for(index):
    assert sorted(keys(index.search("bearings"))) == ["c", "d"]
    assert keys(index.search("bearings", kind="offer")) == ["c"]


def test_search_for_a_chinese_word_of_two_characters_leaves_out_what_shares_one_character(index):
    result = index.search("轴承")
    assert (keys(result), result.total) == (["a"], 1)


def test_search_for_one_chinese_character_finds_what_holds_it(index):
    assert sorted(keys(index.search("轴"))) == ["a", "b"]


def test_search_for_chinese_mixed_with_ascii_finds_it(index):
    assert keys(index.search("5G基站散热")) == ["e"]
    assert keys(index.search("５Ｇ基站")) == ["e"]


@pytest.mark.parametrize("text", ["the", "zyxwv", "。"])
def test_search_for_a_text_without_known_words_finds_nothing(index, text):
    assert (index.search(text).matches, index.search(text).total) == ([], 0)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_search_for_blank_text_gives_everything_by_key_without_score(index, text):
    result = index.search(text)
    assert keys(result) == ["a", "b", "c", "d", "e"]
    assert {match.score for match in result.matches} == {0.0}


def test_search_for_blank_text_with_an_order_gives_higher_ones_first(index):
    assert keys(index.search("", order={"c": 5.0, "e": 7.0, "a": 5.0})) == ["e", "a", "c", "b", "d"]


def test_search_with_choices_joins_values_by_or_and_facets_by_and(index):
    assert keys(index.search("", where={"country": ["DE", "FR"]})) == ["b", "c", "d"]
    assert keys(index.search("", where={"country": ["DE"], "stage": ["lab"]})) == ["c"]
    assert keys(index.search("", where={"country": []})) == ["a", "b", "c", "d", "e"]
    assert keys(index.search("", where={"colour": ["red"]})) == []


def test_search_counts_each_facet_without_its_own_choice(index):
    result = index.search("", kind="offer", where={"country": ["DE"]})
    assert result.total == 2
    assert result.facets == {"country": {"CN": 3, "DE": 2}, "stage": {"lab": 1, "market": 1}}
    both = index.search("", kind="offer", where={"country": ["DE"], "stage": ["lab"]})
    assert both.facets == {"country": {"CN": 1, "DE": 1}, "stage": {"lab": 1, "market": 1}}


def test_search_counts_only_what_the_text_finds(index):
    assert index.search("bearing").facets == {"country": {"CN": 0, "DE": 2}, "stage": {"lab": 1, "market": 0}}


def test_search_in_pages_gives_the_whole_order_once(make_index):
    index = make_index(documents(*[f"pump {'seal ' * (n % 3)}" for n in range(11)]))
    whole = keys(index.search("pump", limit=20))
    pages = [keys(index.search("pump", offset=offset, limit=4)) for offset in (0, 4, 8, 12)]
    assert [key for page in pages for key in page] == whole
    assert len(whole) == index.search("pump", limit=1).total == 11
