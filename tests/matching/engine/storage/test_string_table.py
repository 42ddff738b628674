import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.storage import string_table as module
from matching.engine.storage.string_table import StringTable, Vocabulary

LISTS = st.lists(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=6), unique=True, max_size=40
)


@given(LISTS, st.text(max_size=6))
def test_strings_come_back_and_are_found_where_they_stand(strings, other):
    packed = StringTable.build(strings)
    assert list(packed) == strings
    assert [packed.index_of(string) for string in strings] == list(range(len(strings)))
    assert packed.index_of(other) == (strings.index(other) if other in strings else None)


@given(LISTS, st.lists(st.integers(0, 39), max_size=9))
def test_many_strings_come_in_the_order_of_their_numbers(strings, places):
    places = [place for place in places if place < len(strings)]
    many = StringTable.build(strings).take(np.array(places, dtype=np.int64))
    assert many == [strings[place] for place in places]


def test_strings_are_read_like_a_list():
    packed = StringTable.build(["a", "轴承", "\ud800", ""])
    assert (packed[-1], packed[1:3], len(packed)) == ("", ["轴承", "\ud800"], 4)
    assert StringTable.build(packed) is packed
    with pytest.raises(IndexError):
        packed[4]


def test_no_strings_hold_nothing():
    assert StringTable.build([]).index_of("a") is None
    assert list(StringTable.build([])) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starts", [0, 2, 1, 3]),
        ("starts", [0, 1, 2, 4]),
        ("starts", [1, 1, 2, 3]),
        ("starts", []),
        ("buckets", [0, 2, 1, 3, 3]),
        ("buckets", [0, 1, 1, 2, 2]),
        ("buckets", [0]),
        ("order", [0, 1]),
        ("order", [0, 1, 7]),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name, value):
    arrays = StringTable.build(["a", "b", "c"]).arrays()
    with pytest.raises(ValueError, match="not fit"):
        StringTable(**arrays | {name: np.array(value, dtype=arrays[name].dtype)})


def test_vocabulary_answers_like_a_dictionary(monkeypatch):
    monkeypatch.setattr(module, "CACHE_SIZE", 2)  # most answers are forgotten before they are asked for again
    plain = {"a": 0, "b": 1, "轴承": 2}
    vocabulary = Vocabulary(list(plain))
    for term in ("a", "x", "轴承", "a", "b", "x", "y", "b"):
        assert vocabulary.get(term) == plain.get(term)
        assert (term in vocabulary) == (term in plain)
    assert dict(vocabulary) == plain
    assert 7 not in vocabulary
    with pytest.raises(KeyError):
        vocabulary["x"]
