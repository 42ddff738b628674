import unicodedata

import pytest

from core.nfkc import MARKS_KEPT, nfkc


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "e\u0301\u0323",
        "ﾊﾞ",
        "한국어",
        "ﬁ",
        "½",
        "滚动轴承",
        "a" + "\u0301\u0323" * (MARKS_KEPT // 2),
    ],
)
def test_nfkc_of_usual_text_is_that_of_the_standard_library(text):
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


def test_nfkc_keeps_the_first_marks_of_a_longer_run_of_each_letter():
    assert nfkc("a" + "\u0323" * 500 + "b" + "\u0301" * 500) == unicodedata.normalize(
        "NFKC", "a" + "\u0323" * MARKS_KEPT + "b" + "\u0301" * MARKS_KEPT
    )
