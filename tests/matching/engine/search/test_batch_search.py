"""Many stored documents at once: the same as one by one, whatever stands beside the generation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Document, Index, Match, SearchRequest, build_in_memory
from matching.engine.kernels.top_k import TopK, from_coo
from matching.engine.search import segment_search
from matching.engine.storage.doc_ids import MISSING
from matching.engine.storage.generation import DOCUMENT
from tests.matching.engine.search.test_constraints import ROWS, documents
from tests.matching.engine.strategies import texts

PLACES = st.sets(st.integers(0, 8))


def other(document):
    return "offer" if document.kind == "need" else "need"


@settings(max_examples=120, deadline=None)
@given(
    rows=ROWS,
    moved=PLACES,
    dropped=PLACES,
    limit=st.integers(0, 4),
    floor=st.sampled_from([0.0, 0.05, 0.3, 1.0]),
    hidden=st.dictionaries(st.integers(0, 8), PLACES),
)
def test_bulk_in_numbers_answers_what_one_by_one_answers(rows, moved, dropped, limit, floor, hidden):
    everything = documents(rows)
    index = Index(build_in_memory(everything))
    again = [row for place, row in enumerate(everything) if place in moved]
    index = index.with_changes(again, {f"k{place}" for place in dropped - moved})
    stored = [row for row in everything if index.has(row.key)]
    for kind in ("need", "offer"):
        asked = [row for row in stored if other(row) == kind]
        away = {
            at: sorted(f"k{place}" for place in hidden[int(row.key[1:])])
            for at, row in enumerate(asked)
            if int(row.key[1:]) in hidden
        }
        found = index.match(
            SearchRequest(
                index.ids_of([row.key for row in asked]),
                kind=kind,
                limit=limit,
                floor=floor,
                exclude={at: index.ids_of(keys) for at, keys in away.items()},
            )
        )
        assert len(found) == len(asked)
        for at, row in enumerate(asked):
            ids, scores = found[at]
            bulk = [
                Match(key, score, min(score, 1.0))
                for key, score in zip(index.keys_of(ids), scores, strict=True)
            ]
            assert bulk == index.match_one(
                SearchRequest(
                    row,
                    kind=kind,
                    limit=limit,
                    floor=floor,
                    exclude={0: index.ids_of(away.get(at, []))},
                )
            )
        assert found.ranks.tolist() == [rank for ids, _ in found for rank in range(1, len(ids) + 1)]


@settings(max_examples=30, deadline=None)
@given(rows=ROWS, fresh=st.lists(texts, max_size=3), moved=PLACES)
def test_cost_counts_the_postings_of_the_terms_that_a_document_holds(rows, fresh, moved):
    everything = documents(rows)
    index = Index(build_in_memory(everything)).with_changes(
        [row for place, row in enumerate(everything) if place in moved]
        + [Document(f"z{n}", "offer", "", text) for n, text in enumerate(fresh)]
    )
    held = {}  # what a row holds of the vocabulary, as numbers of terms
    for segment in index._segments():
        csr_of = segment.vectors[DOCUMENT].rows
        for place, key in enumerate(segment.keys):
            terms = csr_of.terms[csr_of.starts[place] : csr_of.starts[place + 1]]
            known = terms[terms < len(index._weighting.vocabulary)]
            held[segment.kind, place, id(segment)] = (key, bool(segment.visible[place]), known.tolist())
    for kind in ("need", "offer"):
        postings = [term for (of, _, _), (_, _, terms) in held.items() if of == kind for term in terms]
        asked = {key: terms for _, (key, seen, terms) in held.items() if seen}
        expected = [sum(postings.count(term) for term in terms) for terms in asked.values()]
        assert index.cost(index.ids_of(list(asked)), kind=kind).tolist() == expected


@pytest.mark.parametrize("pairs", [1, 3, 10_000])
def test_words_are_looked_for_in_any_number_of_pairs_at_once(pairs, monkeypatch):
    monkeypatch.setattr(segment_search, "CHUNK_SIZE", pairs)
    signal = ("ipc=F16J",)
    needs = [Document(f"n{n}", "need", "", f"seal{n} pump{n}", signals=signal) for n in range(4)]
    offers = [Document(f"o{n}", "offer", "", f"seal{n % 4} word{n}", signals=signal) for n in range(14)]
    index = Index(build_in_memory([*needs, *offers]))
    found = index.match(SearchRequest(index.ids_of(["n0", "n1", "n2", "n3"]), kind="offer", limit=3))
    shared = [{f"o{n}" for n in range(14) if n % 4 == need} for need in range(4)]
    names = [set(index.keys_of(ids)) for ids, _scores in found]
    assert [len(best) for best in names] == [3, 3, 3, 3]
    assert all(best <= those for best, those in zip(names, shared, strict=True))


def test_numbers_lead_to_keys_and_back_and_strangers_have_none():
    rows = [Document(f"o{n}", "offer", "", "pump") for n in range(4)]
    index = Index(build_in_memory(rows)).with_changes([Document("a", "offer", "", "pump"), rows[2]], ["o0"])
    numbers = index.ids_of(["o3", "a", "o0", "o2", "x"])
    assert (numbers == MISSING).tolist() == [False, False, True, False, True]
    assert index.keys_of(numbers[numbers != MISSING]) == ["o3", "a", "o2"]


def test_equal_scores_across_generation_and_delta_come_in_the_order_of_keys():
    rows = [Document(key, "offer", "", "ceramic pump") for key in "bdfh"]
    need = Document("n", "need", "", "pump")
    index = Index(build_in_memory([need, *rows])).with_changes(
        [Document(key, "offer", "", "ceramic pump") for key in "gac"], ["d"]
    )
    assert [
        match.key
        for match in index.matches_of(index.match(SearchRequest(index.ids_of(["n"]), kind="offer", limit=4)))[
            0
        ]
    ] == ["a", "b", "c", "f"]


@pytest.mark.parametrize("keys", [["gone"], ["n", "gone"]])
def test_bulk_for_a_key_that_is_not_here_is_refused(keys):
    index = Index(build_in_memory([Document("n", "need", "", "pump"), Document("o", "offer", "", "pump")]))
    with pytest.raises(KeyError):
        index.matches_of(index.match(SearchRequest(index.ids_of(keys), kind="offer")))


def test_bulk_of_a_kind_that_asks_itself_is_refused_and_of_nobody_is_empty():
    index = Index(build_in_memory([Document("n", "need", "", "pump"), Document("o", "offer", "", "pump")]))
    with pytest.raises(ValueError, match="'n' is a need and cannot look for a need"):
        index.matches_of(index.match(SearchRequest(index.ids_of(["n"]), kind="need")))
    assert index.matches_of(index.match(SearchRequest(index.ids_of([]), kind="offer"))) == []
    assert index.matches_of(index.match(SearchRequest(index.ids_of(["n"]), kind="offer", limit=0))) == [[]]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.sampled_from([0.1, 0.2, 0.3])), max_size=20),
    st.integers(0, 4),
)
def test_gathered_agrees_with_sorting(entries, limit):
    queries, ids, scores = (np.array(column) for column in zip(*entries, strict=True)) if entries else (
        np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    )  # fmt: skip
    found = from_coo(queries, ids, scores, count=4, k=limit, order=ids)
    for query, (best, values) in enumerate(found):
        expected = sorted((-score, place) for asked, place, score in entries if asked == query)[:limit]
        assert list(zip((-values).tolist(), best.tolist(), strict=True)) == expected


def test_entries_that_are_not_marked_go_and_the_others_keep_their_query():
    best = TopK(np.array([0, 2, 2, 3]), np.array([5, 6, 7]), np.array([0.9, 0.8, 0.7]))
    kept = best.filter(np.array([False, True, True]))
    assert (kept.starts.tolist(), kept.ids.tolist(), kept.queries.tolist()) == ([0, 1, 1, 2], [6, 7], [0, 2])
