"""A need finds the right offer in the other language, and nothing changes within one language."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.languages import answers, golden, ndcg
from matching.engine import Document, Index, Parameters, SearchRequest, build_in_memory
from matching.engine.explain.analysed_document import AnalysedDocument
from matching.engine.translation.dictionary.bilingual_dictionary import (
    BilingualDictionary,
    default_dictionary,
)
from matching.engine.translation.query_translator import QueryTranslator
from matching.engine.weighting.tfidf import TfidfWeighting
from tests.matching.engine.brute import Brute
from tests.matching.engine.strategies import texts

NEED = Document(
    "n", "need", "5G基站散热", "需要导热系数大于15 W/mK的绝缘垫片，用于功率器件和滚珠轴承，型号 SiC-1200。"
)


@pytest.fixture(scope="module")
def query_translator():
    contents = build_in_memory(
        Document(f"o{n:03}", "offer", "", pair["offer"]["en"]) for n, pair in enumerate(golden())
    ).contents
    vocabulary = {term: place for place, term in enumerate(contents.vocabulary)}
    return QueryTranslator(
        TfidfWeighting(
            vocabulary, np.asarray(contents.term_weights), contents.statistics, contents.parameters
        )
    )


@pytest.mark.parametrize(("source", "to", "least"), [("zh", "en", 0.80), ("en", "zh", 0.80)])
def test_golden_needs_find_their_offers_in_the_other_language(source, to, least):
    pairs = golden()
    offers, needs = [pair["offer"][to] for pair in pairs], [pair["need"][source] for pair in pairs]
    assert ndcg(answers(offers, needs, default_dictionary())) >= least
    assert ndcg(answers(offers, needs, None)) <= 0.25


def test_golden_pairs_are_numbered_and_complete():
    pairs = golden()
    assert [pair["number"] for pair in pairs] == list(range(1, len(pairs) + 1))
    assert len(pairs) >= 60
    texts = [
        pair[side][language] for pair in pairs for side in ("need", "offer") for language in ("zh", "en")
    ]
    assert len(set(texts)) == len(texts)
    assert all(text == text.strip() and len(text) > 10 for text in texts)


def test_translated_query_vector_lowers_no_weight(query_translator):
    own, across = (
        query_translator.weighting.query_vector(query_translator.weighting.counts(NEED)),
        query_translator.query_vector(NEED),
    )
    weights = dict(zip(across.terms, across.weights, strict=True))
    assert list(across.terms) == sorted(weights)
    assert all(weights[term] >= weight for term, weight in zip(own.terms, own.weights, strict=True))
    assert weights["bear"] > 0 == dict(zip(own.terms, own.weights, strict=True)).get("bear", 0)


def test_translation_changes_no_score_within_a_language():
    pairs = golden()[:20]
    rows = [Document(f"o{n:02}", "offer", "", pair["offer"]["en"]) for n, pair in enumerate(pairs)]
    rows += [Document(f"p{n:02}", "offer", "", pair["offer"]["zh"]) for n, pair in enumerate(pairs)]
    rows += [Document(f"n{n:02}", "need", "", pair["need"]["zh"]) for n, pair in enumerate(pairs)]
    together, apart = (
        Index(build_in_memory(rows, parameters=parameters))
        for parameters in (Parameters(), Parameters(bridge=0.0))
    )
    for need in rows[40:]:
        there = {
            match.key: match.score
            for match in together.match_one(SearchRequest(need, kind="offer", limit=40))
        }
        without = {
            match.key: match.score for match in apart.match_one(SearchRequest(need, kind="offer", limit=40))
        }
        for key, score in without.items():
            assert there[key] == score if key.startswith("p") else there[key] >= score


HAN_WORDS = ["滚珠轴承", "轴承", "散热", "水泵", "碳化硅", "SiC", "10 kV", "pump", "轴承座", "80 °C"]
LATIN_WORDS = [
    "ball bearing",
    "bearings",
    "heat",
    "pump",
    "silicon carbide",
    "SiC",
    "10 kV",
    "C",
    "seal",
    "轴承",
]


def csr_of(words, letter, kinds=("need", "offer")):
    row = st.tuples(st.sampled_from(kinds), st.lists(st.sampled_from(words), min_size=1, max_size=6))
    return st.lists(row, min_size=1, max_size=5).map(
        lambda rows: [
            Document(f"{letter}{place}", kind, found[0], "，".join(found))
            for place, (kind, found) in enumerate(rows)
        ]
    )


@settings(max_examples=30, deadline=None)
@given(data=st.data(), turned=st.booleans())
def test_generation_of_one_language_and_a_delta_of_the_other_agree_in_both_directions(data, turned):
    """Stored needs, fresh ones and needs that are just being asked for meet foreign offers alike, seen from
    either side.
    """
    own, other = (LATIN_WORDS, HAN_WORDS) if turned else (HAN_WORDS, LATIN_WORDS)
    rows, fresh = data.draw(csr_of(own, "a")), data.draw(csr_of(other, "b"))
    later = data.draw(csr_of(own, "c"))
    index = Index(build_in_memory(rows)).with_changes(later).with_changes(fresh).with_changes(later[:1])
    current = [*rows, *later, *fresh]
    slow = Brute(rows, query_translator=index._query_translator)
    for kind, asking in (("offer", "need"), ("need", "offer")):
        documents = [row for row in current if row.kind == asking]
        expected = [slow.match(row, current, kind=kind, limit=20) for row in documents]
        assert [index.match_one(SearchRequest(row, kind=kind, limit=20)) for row in documents] == expected
        assert (
            index.matches_of(
                index.match(SearchRequest(index.ids_of([row.key for row in documents]), kind=kind, limit=20))
            )
            == expected
        )
    scores = {
        (need.key, match.key): match.score
        for need in current
        if need.kind == "need"
        for match in index.match_one(SearchRequest(need, kind="offer", limit=20))
    }
    for need in (row for row in current if row.kind == "need"):
        for offer in (row for row in current if row.kind == "offer"):
            explained = index.explain(need, offer).score
            assert explained == pytest.approx(scores.get((need.key, offer.key), 0.0), abs=1e-6)


def test_index_needs_a_refit_after_the_first_document_of_the_other_language():
    index = Index(
        build_in_memory([Document("n", "need", "", "滚珠轴承"), Document("o", "offer", "", "水泵")])
    )
    english = Document("p", "offer", "", "A ball bearing")
    assert not index.needs_refit
    assert not index.with_changes([Document("q", "offer", "", "轴承")]).needs_refit
    assert index.with_changes([english]).needs_refit
    assert not index.with_changes([english]).with_changes([], ["p"]).needs_refit
    assert not Index(build_in_memory([])).with_changes([english]).needs_refit  # which has no language yet
    both = Index(build_in_memory([NEED, english]))
    assert not both.with_changes([Document("q", "offer", "", "A seal")]).needs_refit
    apart = Index(build_in_memory([NEED], parameters=Parameters(bridge=0.0)))
    assert not apart.with_changes([english]).needs_refit


def test_translation_of_an_empty_document_is_empty(query_translator):
    assert query_translator.query_vector(Document("n", "need", "", "")).terms == ()
    assert (
        AnalysedDocument(
            Document("n", "need", "", ""), query_translator.weighting, query_translator
        ).translated_query_weights
        == {}
    )


def test_translation_without_a_dictionary_knows_designations_only(query_translator):
    across = QueryTranslator(query_translator.weighting, BilingualDictionary()).query_vector(NEED)
    assert set(across.terms) >= set(
        query_translator.weighting.query_vector(query_translator.weighting.counts(NEED)).terms
    )
    assert "bear" not in across.terms


def test_source_phrases_of_translated_terms_are_the_words_of_the_need(query_translator):
    reading = AnalysedDocument(NEED, query_translator.weighting, query_translator)
    found = reading.source_phrases(["bear", "heat", "zebra"])
    expressions = {term: [expression for expression, _places in found[term]] for term in found}
    assert "滚珠轴承" in expressions["bear"]
    assert "散热" in expressions["heat"]
    assert expressions["zebra"] == []
    texts = {"title": reading.normalized["title"].text, "text": reading.normalized["text"].text}
    for expression, places in (*found["bear"], *found["heat"]):
        assert [texts[field][start:end] for field, start, end in places] == [expression] * len(places) != []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, text=texts)
def test_analysed_document_asks_as_the_index_does(query_translator, title, text):
    """Explanations weigh a text that is cut once; the index weighs each form by itself."""
    need = Document("n", "need", title, text, signals=("ipc=F16C",))
    reading = AnalysedDocument(need, query_translator.weighting, query_translator)
    counts = query_translator.weighting.counts(need)
    assert reading.counts == counts
    for weights, form in (
        (reading.query_weights, query_translator.weighting.query_vector(counts)),
        (reading.document_weights(counts), query_translator.weighting.document_vector(counts)),
        (reading.translated_query_weights, query_translator.query_vector(need)),
    ):
        assert dict(weights) == dict(zip(form.terms, form.weights, strict=True))


def test_ndcg_with_one_right_answer():
    assert ndcg([(1.0, 1), (1.0, 3), (1.0, 11), (0.0, math.inf)]) == pytest.approx((1 + 0.5) / 4)


def test_true_pairs_are_on_the_scale_of_one_language():
    pairs = golden()
    offers = [pair["offer"]["en"] for pair in pairs]
    across = sorted(
        score
        for score, _rank in answers(offers, [pair["need"]["zh"] for pair in pairs], default_dictionary())
    )
    within = sorted(score for score, _rank in answers(offers, [pair["need"]["en"] for pair in pairs], None))
    middle = len(pairs) // 2
    assert 0.5 * within[middle] < across[middle] < 1.1 * within[middle]
