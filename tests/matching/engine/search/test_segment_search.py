"""The first places belong to documents that share words, also when signals alone would take all of them."""

from functools import cache

import pytest

from matching.engine import Document, Index, SearchRequest, build_in_memory
from tests.matching.engine.brute import Brute

SIGNALS = tuple(f"ipc=F{number}" for number in range(40))  # so many codes outweigh one word
CROWD = 60  # documents with the signals and none of the words: more than the 45 that are looked at first
OTHER = {"need": "offer", "offer": "need"}


def crowded(kind, sharing):
    """One document of `kind`, and of the other kind a crowd of signals only and `sharing` documents of
    words only.
    """
    asking = Document("a", kind, "", "pump seal", signals=SIGNALS)
    crowd = [Document(f"c{n:03}", OTHER[kind], "", f"lamp{n} mirror", signals=SIGNALS) for n in range(CROWD)]
    words = [
        Document(f"w{n:03}", OTHER[kind], "", f"pump {'glass ' * (n % 7)}wood{n}") for n in range(sharing)
    ]
    rest = [Document(f"r{n:03}", OTHER[kind], "", f"chair{n}") for n in range(60)]
    return asking, crowd, words, rest


@pytest.mark.parametrize("sharing", [1, 50])
@pytest.mark.parametrize("kind", ["need", "offer"])
def test_documents_that_share_words_are_found_behind_any_number_that_share_signals_only(kind, sharing):
    asking, crowd, words, rest = crowded(kind, sharing)
    everything = [asking, *crowd, *words, *rest]
    index, brute = Index(build_in_memory(everything)), Brute(everything)
    brute.idf = cache(brute.idf)
    assert max(brute.score(asking, row) for row in words) < min(brute.score(asking, row) for row in crowd)
    found = index.match_one(SearchRequest(asking, kind=OTHER[kind], limit=3))
    expected = brute.match(asking, words, kind=OTHER[kind], limit=3)
    assert [match.key for match in found] == [match.key for match in expected]
    assert [match.score for match in found] == pytest.approx([match.score for match in expected])
    stored = index.match(SearchRequest(index.ids_of(["a"]), kind=OTHER[kind], limit=3))
    assert index.matches_of(stored) == [found]


def test_document_that_shares_signals_only_finds_nobody():
    asking, crowd, _words, rest = crowded("need", 0)
    index = Index(build_in_memory([asking, *crowd, *rest]))
    assert index.match_one(SearchRequest(asking, kind="offer", limit=3)) == []
