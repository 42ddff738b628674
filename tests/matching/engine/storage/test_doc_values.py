from hypothesis import given
from hypothesis import strategies as st

from matching.engine.storage.doc_values import build_column, extend_column

ROWS = st.lists(st.lists(st.sampled_from("abcde"), max_size=3), max_size=6)


@given(ROWS, ROWS)
def test_column_with_rows_appended_is_the_column_of_all(before, after):
    one, other = extend_column(build_column(before), after), build_column([*before, *after])
    assert one.values == other.values
    assert one.starts.tolist() == other.starts.tolist()
    assert one.codes.tolist() == other.codes.tolist()
    assert (one.starts.dtype, one.codes.dtype) == (other.starts.dtype, other.codes.dtype)
