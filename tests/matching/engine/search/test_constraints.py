"""What must match and what stands beside the text: bulk, delta and single answers against brute force."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Document, Index, SearchRequest, build_in_memory
from tests.matching.engine import brute
from tests.matching.engine.strategies import texts

VALUES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)
FACETS = st.fixed_dictionaries(
    {}, optional={"x": VALUES, "y": VALUES, ".must:x": VALUES, ".must:y": VALUES, ".must:z": VALUES}
)
SIGNALS = st.lists(st.sampled_from(["ipc=H01M", "ipc=H", "country=CN", "stage=s"]), max_size=3, unique=True)
ROWS = st.lists(st.tuples(st.sampled_from(["need", "offer"]), texts, FACETS, SIGNALS), min_size=2, max_size=9)


def documents(rows):
    return [
        Document(
            f"k{n}", kind, "", text, facets={k: v for k, v in facets.items() if v}, signals=tuple(signals)
        )
        for n, (kind, text, facets, signals) in enumerate(rows)
    ]


def content(one, other):
    return all(
        set(values) & set(other.facets.get(name.removeprefix(".must:"), ()))
        for name, values in one.facets.items()
        if name.startswith(".must:")
    )


def expected(matcher, asked, rows, limit):
    def speaks(row):
        bare = [Document(d.key, d.kind, d.title, d.text) for d in (asked, row)]
        return matcher.score(*bare) > 0

    meets = [row for row in rows if content(asked, row) and content(row, asked) and speaks(row)]
    kind = "offer" if asked.kind == "need" else "need"
    return matcher.match(asked, meets, kind=kind, limit=limit)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 3), st.integers(0, 9))
def test_demands_and_signals_hold_in_bulk_one_by_one_and_beside_a_delta(rows, limit, split):
    everything = documents(rows)
    index = Index(build_in_memory(everything))
    matcher = brute.Brute(everything, query_translator=index._query_translator)
    moved = index.with_changes(everything[:split])
    for kind, other in (("need", "offer"), ("offer", "need")):
        asked = [document for document in everything if document.kind == kind]
        wanted = [expected(matcher, document, everything, limit) for document in asked]
        for engine in (index, moved):
            bulk = engine.matches_of(
                engine.match(
                    SearchRequest(
                        engine.ids_of([document.key for document in asked]), kind=other, limit=limit
                    )
                )
            )
            single = [
                engine.match_one(SearchRequest(document, kind=other, limit=limit)) for document in asked
            ]
            for found in (bulk, single):
                assert [[match.key for match in row] for row in found] == [
                    [match.key for match in row] for row in wanted
                ]
                for row, best in zip(found, wanted, strict=True):
                    assert [match.score for match in row] == pytest.approx([match.score for match in best])


def test_signals_alone_bring_nobody_together():
    need = Document("n", "need", "", "graphite seal", signals=("ipc=F16J",))
    offers = [Document(f"o{n}", "offer", "", f"valve{n}", signals=("ipc=F16J",)) for n in range(30)]
    index = Index(
        build_in_memory([need, *offers, Document("z", "offer", "", "a seal and much else beside it")])
    )
    assert [match.key for match in index.match_one(SearchRequest(need, kind="offer", limit=2))] == ["z"]
    assert [
        match.key
        for match in index.matches_of(index.match(SearchRequest(index.ids_of(["n"]), kind="offer", limit=2)))[
            0
        ]
    ] == ["z"]


def test_a_shared_signal_raises_a_pair_a_little_whatever_the_length_of_the_texts():
    offers = [
        Document("with", "offer", "", "graphite seal " + "for pumps " * 30, signals=("ipc=F16J",)),
        Document("without", "offer", "", "graphite seal " + "for pumps " * 30),
        Document("other", "offer", "", "valve", signals=("ipc=F16J",)),
    ]
    need = Document("n", "need", "", "graphite seal", signals=("ipc=F16J",))
    first, second = Index(build_in_memory([need, *offers])).match_one(SearchRequest(need, kind="offer"))
    assert (first.key, second.key) == ("with", "without")
    assert 0 < first.score - second.score < 0.1


def test_demands_are_counted_in_no_search():
    rows = [Document("o", "offer", "", "seal", facets={"x": ("a",), ".must:x": ("a",), ".level": ("1",)})]
    assert Index(build_in_memory(rows)).search("seal").facets == {"x": {"a": 1}}
