"""Word lists and tables of the analysis, read from `data/`.

A `.txt` file holds words with blanks or line ends between, a `.tsv` file one row a line with tabs between the
cells. Lines that begin with # are comments in both.
"""

from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_words(path: Path) -> list[str]:
    """The words of a `.txt` file, in its order."""
    return [word for line in _lines(path) for word in line.split()]


def read_rows(path: Path) -> list[tuple[str, ...]]:
    """The rows of a `.tsv` file, in its order."""
    return [tuple(line.split("\t")) for line in _lines(path)]


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The rows of a `.tsv` file of two columns; ValueError for a row with more or fewer."""
    return [(first, second) for first, second in read_rows(path)]


def _lines(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
