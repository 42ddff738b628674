"""Unicode's form NFKC in linear time."""

import re
import sys
import unicodedata
from functools import cache

MARKS_KEPT = (
    30  # marks behind one letter; the limit of Unicode's Stream-Safe Text Format (UAX 15, section 13)
)


def nfkc(text: str) -> str:
    """`text` in the form NFKC. Of a longer run of combining marks the first `MARKS_KEPT` are kept.

    The standard library sorts the marks of a run by insertion: 40,000 marks in two alternating classes
    take a second.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _surplus_marks().sub(r"\1", text))


@cache
def _surplus_marks() -> re.Pattern[str]:
    """More marks in a row than are kept; those that are kept are group 1."""
    marks = "".join(filter(_is_mark, map(chr, range(sys.maxunicode + 1))))
    return re.compile(rf"([{re.escape(marks)}]{{{MARKS_KEPT}}})[{re.escape(marks)}]+")


def _is_mark(character: str) -> bool:
    """Whether the decomposed character begins with one that is sorted among its neighbours."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0
