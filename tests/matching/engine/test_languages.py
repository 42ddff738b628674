"""A need finds the right offer in the other language, and nothing changes within one language."""

import math

import pytest

from bench.languages import Offers, answers, golden, ndcg
from matching.engine import Document
from matching.engine.bilingual.dictionary import Dictionary, shipped
from matching.engine.bridge import bridged, origins
from matching.engine.translate import Translator

NEED = Document(
    "n", "need", "5G基站散热", "需要导热系数大于15 W/mK的绝缘垫片，用于功率器件和滚珠轴承，型号 SiC-1200。"
)


@pytest.fixture(scope="module")
def english_offers():
    return Offers(pair["offer"]["en"] for pair in golden())


@pytest.mark.parametrize(("source", "to", "least"), [("zh", "en", 0.80), ("en", "zh", 0.80)])
def test_golden_needs_find_their_offers_in_the_other_language(source, to, least):
    pairs = golden()
    offers = Offers(pair["offer"][to] for pair in pairs)
    needs = [pair["need"][source] for pair in pairs]
    assert ndcg(answers(offers, needs, to, shipped())) >= least
    assert ndcg(answers(offers, needs)) <= 0.25  # without a bridge


def test_golden_pairs_are_numbered_and_complete():
    pairs = golden()
    assert [pair["number"] for pair in pairs] == list(range(1, len(pairs) + 1))
    assert len(pairs) >= 60
    texts = [
        pair[side][language] for pair in pairs for side in ("need", "offer") for language in ("zh", "en")
    ]
    assert len(set(texts)) == len(texts)
    assert all(text == text.strip() and len(text) > 10 for text in texts)


def test_bridged_vector_lowers_no_weight(english_offers):
    own = english_offers.weigher.vector(NEED)
    translator = Translator(shipped(), english_offers.knows)
    across = bridged(english_offers.weigher, translator, NEED, "en")
    weights = dict(zip(across.terms, across.weights, strict=True))
    assert list(across.terms) == sorted(weights)
    assert all(weights[term] >= weight for term, weight in zip(own.terms, own.weights, strict=True))
    assert weights["bear"] > 0 == dict(zip(own.terms, own.weights, strict=True)).get("bear", 0)


def test_bridge_leaves_the_vector_of_the_same_language_alone(english_offers):
    before = english_offers.weigher.vector(NEED)
    bridged(english_offers.weigher, Translator(shipped(), english_offers.knows), NEED, "en")
    assert english_offers.weigher.vector(NEED) == before


def test_bridge_of_an_empty_document_is_empty(english_offers):
    empty = Document("n", "need", "", "")
    assert bridged(english_offers.weigher, Translator(shipped()), empty, "en").terms == ()
    assert origins(Translator(shipped()), empty, "en") == {}


def test_bridge_without_a_dictionary_knows_designations_only(english_offers):

    across = bridged(english_offers.weigher, Translator(Dictionary()), NEED, "en")
    own = english_offers.weigher.vector(NEED)
    assert set(across.terms) >= set(own.terms)
    assert "bear" not in across.terms


def test_origins_name_both_forms():
    found = origins(Translator(shipped()), NEED, "en")
    surfaces = {
        term: [getattr(NEED, origin.span.field)[origin.span.start : origin.span.end] for origin in places]
        for term, places in found.items()
    }
    assert "滚珠轴承" in surfaces["bear"]
    assert "散热" in surfaces["heat"]
    assert all(0 < origin.share <= 1 for places in found.values() for origin in places)


def test_ndcg_with_one_right_answer():
    assert ndcg([(1.0, 1), (1.0, 3), (1.0, 11), (0.0, math.inf)]) == pytest.approx((1 + 0.5) / 4)


def test_true_pairs_are_on_the_scale_of_one_language(english_offers):
    pairs = golden()
    across = sorted(
        score
        for score, _rank in answers(english_offers, [pair["need"]["zh"] for pair in pairs], "en", shipped())
    )
    within = sorted(score for score, _rank in answers(english_offers, [pair["need"]["en"] for pair in pairs]))
    middle = len(pairs) // 2
    assert 0.5 * within[middle] < across[middle] < 1.1 * within[middle]
