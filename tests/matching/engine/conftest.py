from itertools import count

import pytest

from matching.engine import Index, build


@pytest.fixture
def make_index(tmp_path):
    """make_index(documents) builds a generation in a new folder and opens it."""
    numbers = count()

    def _make(documents, **options):
        return Index(build(documents, tmp_path / f"generation-{next(numbers)}", **options))

    return _make
