import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import Document, Match, Parameters, SearchRequest
from tests.matching.engine import brute
from tests.matching.engine.strategies import documents, texts

STORED = [
    Document(
        "o1",
        "offer",
        "滚动轴承与基站散热方案",
        "用于5G基站散热，采用碳化硅SiC外延片。",
        {"country": ("CN", "DE")},
    ),
    Document(
        "o2", "offer", "Grease-free bearings", "Plain bearings of PTFE for 12,000 h.", {"country": ("DE",)}
    ),
    Document("o3", "offer", "Pump", "A pump with PTFE seals.", {"country": ("FR",)}),
    Document("n1", "need", "Bearing without grease", "It must run 12000 h.", {"country": ("FR",)}),
    Document("n2", "need", "基站散热", "功率10 kV"),
]
APART = Parameters(bridge=0)  # languages do not meet
relaxed = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(
    rows=documents(size=8),
    title=texts,
    text=texts,
    limit=st.integers(1, 6),
    kind=st.sampled_from(["need", "offer"]),
)
def test_match_agrees_with_brute_force(make_index, rows, title, text, limit, kind):
    asked = Document("asked", "need", title, text)
    index = make_index(rows)
    expected = brute.Brute(rows, query_translator=index._query_translator).match(
        asked, rows, kind=kind, limit=limit
    )
    assert index.match_one(SearchRequest(asked, kind=kind, limit=limit)) == expected


def test_match_of_a_stored_need_finds_the_offers_that_share_words(make_index):
    index = make_index(STORED)
    assert [match.key for match in index.match_one(SearchRequest(STORED[3], kind="offer"))] == [
        "o2",
        "o1",
    ]  # o1: a bearing in Chinese
    assert [match.key for match in index.match_one(SearchRequest(STORED[4], kind="offer"))] == ["o1"]
    apart = make_index(STORED, parameters=APART)
    assert [match.key for match in apart.match_one(SearchRequest(STORED[3], kind="offer"))] == ["o2"]


def test_match_is_symmetrical(make_index):
    index = make_index(STORED, parameters=APART)
    (there,) = index.match_one(SearchRequest(STORED[3], kind="offer"))
    (back,) = [match for match in index.match_one(SearchRequest(STORED[1], kind="need")) if match.key == "n1"]
    assert there.score == back.score


def test_match_of_a_listing_with_its_own_kind_leaves_itself_out(make_index):
    found = make_index(STORED, parameters=APART).match_one(SearchRequest(STORED[1], kind="offer"))
    assert [match.key for match in found] == ["o3"]


def test_match_of_equal_documents_orders_them_by_key(make_index):
    rows = brute.documents(*["ceramic pump"] * 7)
    found = make_index(rows[::-1]).match_one(
        SearchRequest(Document("", "need", "", "pump"), kind="offer", limit=4)
    )
    assert [match.key for match in found] == ["d000", "d001", "d002", "d003"]


def test_match_with_floor_exclude_and_where_keeps_what_meets_them(make_index):
    index = make_index(STORED, parameters=APART)
    asked = Document("", "need", "", "PTFE bearings")
    assert [match.key for match in index.match_one(SearchRequest(asked, kind="offer"))] == ["o2", "o3"]
    assert [match.key for match in index.match_one(SearchRequest(asked, kind="offer", floor=0.4))] == ["o2"]
    assert [
        match.key
        for match in index.match_one(SearchRequest(asked, kind="offer", exclude={0: index.ids_of(["o2"])}))
    ] == ["o3"]
    assert [
        match.key for match in index.match_one(SearchRequest(asked, kind="offer", where={"country": ["FR"]}))
    ] == ["o3"]
    assert index.match_one(SearchRequest(asked, kind="offer", where={"colour": ["red"]})) == []


@pytest.mark.parametrize("text", ["", "the of", "zyxwv", "\x00\ud800", "。，"])
def test_match_of_a_text_that_shares_nothing_is_empty(make_index, text):
    assert make_index(STORED).match_one(SearchRequest(Document("", "need", "", text), kind="offer")) == []


def test_match_with_no_limit_left_or_an_unknown_kind_is_empty(make_index):
    index = make_index(STORED)
    assert index.match_one(SearchRequest(STORED[3], kind="offer", limit=0)) == []
    assert index.match_one(SearchRequest(STORED[3], kind="expert")) == []


def test_strength_of_a_need_with_itself_is_one(make_index):
    index = make_index([*STORED, Document("o9", "offer", STORED[3].title, STORED[3].text)])
    first = index.match_one(SearchRequest(STORED[3], kind="offer"))[0]
    assert first == Match("o9", pytest.approx(1.0), pytest.approx(1.0))


def test_index_of_no_documents_answers_nothing(make_index):
    index = make_index([])
    assert len(index) == 0
    assert list(index.keys()) == []
    assert index.match_one(SearchRequest(STORED[0], kind="offer")) == []
    assert index.search("pump").total == 0
    assert index.search("").matches == []
    assert index.suggest("pump", "country") == []


def test_index_of_documents_without_words_knows_their_keys(make_index):
    index = make_index(brute.documents("", "the"))
    assert list(index.keys()) == ["d000", "d001"]
    assert index.has("d001")
    assert index.match_one(SearchRequest(STORED[0], kind="offer")) == []


def test_build_of_two_documents_with_one_key_names_it(make_index):
    with pytest.raises(ValueError, match="'o1' stands twice"):
        make_index([STORED[0], STORED[0]])


def test_build_of_a_document_without_a_key_is_refused(make_index):
    with pytest.raises(ValueError, match="no key"):
        make_index([Document("", "offer", "", "pump")])


def test_suggest_adds_up_the_scores_of_the_nearest_that_carry_a_value(make_index):
    index = make_index(STORED)
    scores = {match.key: match.score for match in index.search("PTFE bearings 散热").matches}
    expected = {
        value: sum(scores[row.key] for row in STORED if value in row.facets.get("country", ()))
        for value in ("CN", "DE", "FR")
    }
    found = index.suggest("PTFE bearings 散热", "country")
    assert dict(found) == pytest.approx(expected)
    assert [weight for _value, weight in found] == sorted(expected.values(), reverse=True)
    assert index.suggest("PTFE bearings 散热", "country", limit=1) == found[:1]


@pytest.mark.parametrize(("text", "facet"), [("PTFE", "colour"), ("", "country"), ("zyxwv", "country")])
def test_suggest_without_a_word_or_a_facet_in_common_is_empty(make_index, text, facet):
    assert make_index(STORED).suggest(text, facet) == []
