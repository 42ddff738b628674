import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import Document, SearchRequest
from tests.matching.engine import brute
from tests.matching.engine.strategies import documents, texts

relaxed = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pump(key, text="ceramic pump", **more):
    return Document(key, "offer", "", text, **more)


@relaxed
@given(rows=documents(size=8), moved=st.sets(st.integers(0, 7)), text=texts, limit=st.integers(1, 5))
def test_index_split_into_generation_and_delta_answers_the_same(make_index, rows, moved, text, limit):
    """The generation is fitted on all, so vocabulary and idf agree; some documents then go through the
    delta.
    """
    whole = make_index(rows)
    again = [row for place, row in enumerate(rows) if place in moved]
    split = whole.with_changes([], [row.key for row in again])
    for row in again:
        split = split.with_changes([row])
    asked = Document("asked", "need", "", text)
    assert sorted(split.keys()) == sorted(whole.keys())
    for kind in ("need", "offer"):
        assert split.match_one(SearchRequest(asked, kind=kind, limit=limit)) == whole.match_one(
            SearchRequest(asked, kind=kind, limit=limit)
        )
    assert split.search(text, limit=limit) == whole.search(text, limit=limit)


@relaxed
@given(
    rows=documents(size=6),
    fresh=documents(size=5),
    drops=st.sets(st.sampled_from(["k00", "k01", "k04"])),
    text=texts,
)
def test_index_with_any_changes_agrees_with_brute_force(make_index, rows, fresh, drops, text):
    index = make_index(rows).with_changes(fresh, drops)
    current = {row.key: row for row in rows if row.key not in drops} | {row.key: row for row in fresh}
    asked = Document("asked", "need", "", text)
    expected = brute.Brute(rows, query_translator=index._query_translator).match(
        asked, current.values(), kind="offer"
    )
    assert index.match_one(SearchRequest(asked, kind="offer")) == expected
    assert sorted(index.keys()) == sorted(current)
    assert len(index) == len(current)


def test_put_of_a_known_key_replaces_the_older_text(make_index):
    index = make_index([pump("a"), pump("b", "valve")])
    changed = index.with_changes([pump("a", "bearing")])
    asked = Document("", "need", "", "pump")
    assert changed.match_one(SearchRequest(asked, kind="offer")) == []
    assert [match.key for match in index.match_one(SearchRequest(asked, kind="offer"))] == ["a"]
    twice = changed.with_changes([pump("a", "pump again")])
    assert [match.key for match in twice.match_one(SearchRequest(asked, kind="offer"))] == ["a"]
    assert (len(twice), list(changed.keys())) == (2, ["b", "a"])


def test_put_of_one_key_twice_keeps_the_later(make_index):
    index = make_index([pump("a", "valve")]).with_changes([pump("x", "first"), pump("x", "second")])
    assert index.search("first").total == 0
    assert index.search("second").total == 1
    assert len(index) == 2


def test_drop_hides_from_matches_search_counts_and_suggestions(make_index):
    rows = [pump("a", facets={"country": ("DE",)}), pump("b", facets={"country": ("FR",)})]
    index = (
        make_index(rows)
        .with_changes([pump("c", facets={"country": ("CN",)})])
        .with_changes([], ["a", "c", "unknown"])
    )
    assert [
        match.key for match in index.match_one(SearchRequest(Document("", "need", "", "pump"), kind="offer"))
    ] == ["b"]
    assert index.search("", where={"country": ["DE"]}).total == 0
    assert index.search("").facets == {"country": {"CN": 0, "DE": 0, "FR": 1}}
    assert [value for value, _weight in index.suggest("pump", "country")] == ["FR"]
    assert [index.has(key) for key in ("a", "b", "c")] == [False, True, False]


def test_drop_and_put_of_one_key_in_one_call_puts_it(make_index):
    index = make_index([pump("a", "valve")]).with_changes([pump("a")], ["a"])
    assert [match.key for match in index.search("pump").matches] == ["a"]


def test_new_word_of_the_delta_is_found(make_index):
    index = make_index([pump("a")]).with_changes([pump("b", "zirkonplast housing")])
    assert [match.key for match in index.search("zirkonplast").matches] == ["b"]
    assert [match.key for match in index.match_one(SearchRequest(pump("", "zirkonplast"), kind="offer"))] == [
        "b"
    ]


def test_put_into_an_empty_index_is_found(make_index):
    index = make_index([]).with_changes([pump("a")])
    assert [match.key for match in index.search("pump").matches] == ["a"]


def test_put_without_a_key_is_refused(make_index):
    with pytest.raises(ValueError, match="no key"):
        make_index([]).with_changes([pump("")])
