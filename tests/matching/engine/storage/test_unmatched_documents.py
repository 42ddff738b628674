"""Documents of further kinds share nothing of their statistics with needs and offers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Document, Index, SearchRequest, build
from matching.engine.storage.errors import GenerationDamaged
from matching.engine.storage.generation import open_generation
from matching.engine.storage.index_builder import build_in_memory

WORDS = ["vacuum", "bearing", "grease", "film", "sensor", "zinc", "真空", "轴承", "润滑", "薄膜", "腐蚀"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


def documents(kind, bodies):
    return [Document(f"{kind}{number}", kind, "", text) for number, text in enumerate(bodies)]


def answers(index, needs, offers):
    """Every score between them, both ways, stored or typed, and why, to the last bit."""
    found = []
    for asked, kind in [*((need, "offer") for need in needs), *((offer, "need") for offer in offers)]:
        stored = index.match_one(SearchRequest(index.ids_of([asked.key]), kind=kind, limit=50))
        typed = index.match_one(SearchRequest(asked, kind=kind, limit=50))
        found.append([[(m.key, m.score.hex(), m.strength.hex()) for m in each] for each in (stored, typed)])
    return found, [index.explain(need, offer) for need in needs for offer in offers]


@settings(max_examples=60, deadline=None)
@given(
    needs=st.lists(texts, min_size=1, max_size=4),
    offers=st.lists(texts, min_size=1, max_size=4),
    others=st.lists(texts, min_size=1, max_size=4),
    stored=st.integers(0, 4),
    late=st.booleans(),
)
def test_scores_and_explanations_are_the_same_with_and_without_them(needs, offers, others, stored, late):
    """Some needs and offers are in the generation, the rest and perhaps the others are newer."""
    needs, offers, others = (
        documents(*pair) for pair in (("need", needs), ("offer", offers), ("event", others))
    )
    held, fresh = [*needs[:stored], *offers[:stored]], [*needs[stored:], *offers[stored:]]
    plain = Index(build_in_memory(held)).with_changes(fresh)
    beside = Index(build_in_memory(held if late else [*others, *held])).with_changes(
        [*others, *fresh] if late else fresh
    )
    assert answers(beside, needs, offers) == answers(plain, needs, offers)
    assert beside.needs_refit == plain.needs_refit
    assert len(beside) == len(plain) + len(others)


@pytest.fixture
def mixed():
    return [
        *documents("need", ["vacuum bearing without grease"]),
        *documents("offer", ["a bearing with a film"]),
        Document("e1", "event", "Zinc days", "galvanizing of steel", facets={"country": ("DE",)}),
        Document("e0", "event", "轴承会议", "真空轴承与润滑", facets={"country": ("CN",)}),
    ]


def test_they_are_found_by_terms_that_no_need_and_no_offer_has(mixed, tmp_path):
    index = Index(build(mixed, tmp_path / "generation"))
    found = index.search("galvanizing", where={"kind": []})
    assert [match.key for match in found.matches] == ["e1"]
    assert [match.key for match in index.search("润滑").matches] == ["e0"]
    assert index.search("bearing").facets == {"country": {"CN": 0, "DE": 0}}
    assert index.search("zinc").facets == {"country": {"CN": 0, "DE": 1}}


def test_they_are_found_replaced_and_dropped_beside_new_terms(mixed, tmp_path):
    index = Index(build(mixed, tmp_path / "generation"))
    index = index.with_changes(
        [Document("a", "offer", "", "annealed steel"), Document("z", "need", "", "zircon")]
    )
    assert [match.key for match in index.search("galvanizing").matches] == ["e1"]
    index = index.with_changes([Document("e1", "event", "", "welding")], ["e0"])
    assert [index.search(word).total for word in ("galvanizing", "welding", "润滑", "zircon")] == [0, 1, 0, 1]
    assert sorted(index.keys()) == ["a", "e1", "need0", "offer0", "z"]


def test_a_weight_is_that_of_a_changed_document(mixed, tmp_path):
    """Stored or come since the generation: the same score for the same text."""
    held = Index(build(mixed, tmp_path / "held"))
    come = Index(build(mixed[:2], tmp_path / "come")).with_changes(mixed[2:])
    for text in ("galvanizing of bearing", "真空轴承", "film zinc"):
        assert [(m.key, m.score) for m in held.search(text).matches] == [
            (m.key, m.score) for m in come.search(text).matches
        ]


def test_an_index_of_nothing_else_answers(mixed, tmp_path):
    index = Index(build(mixed[2:], tmp_path / "generation"))
    assert [match.key for match in index.search("zinc").matches] == ["e1"]
    assert index.match_one(SearchRequest(Document("", "need", "", "zinc"), kind="offer")) == []


def test_their_terms_belong_to_the_manifest(mixed, tmp_path):
    folder = tmp_path / "generation"
    build(mixed, folder)
    assert list(open_generation(folder).contents.more_terms)
    (folder / "more-terms-letters.npy").unlink()
    with pytest.raises(GenerationDamaged):
        open_generation(folder)


def test_without_them_a_generation_holds_no_such_terms(mixed, tmp_path):
    build(mixed[:2], tmp_path / "generation")
    assert [path.name for path in (tmp_path / "generation").glob("more-*")] == []
