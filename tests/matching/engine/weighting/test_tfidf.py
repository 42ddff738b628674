import math

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.feature_extraction.text import TfidfTransformer

from matching.engine import Document, Parameters, build_in_memory
from matching.engine.storage.index_builder import count_terms, document_matrix, query_matrix
from matching.engine.weighting.corpus_statistics import compute_statistics
from matching.engine.weighting.tfidf import TfidfWeighting, document_terms, is_chinese
from tests.matching.engine.strategies import documents

TEXTS = [
    Document("a", "need", "Bearings without grease", "Plain bearings of PTFE for 12,000 h, bearings."),
    Document("b", "offer", "基站散热", "5G基站散热方案，散热效率高。基站。"),
    Document("c", "offer", "", "PTFE 散热 bearing 6061-T6"),
    Document("d", "offer", "", ""),
]


def fit_of(rows, parameters=None):
    """The weighting, the counts and the fit of a corpus, with its words."""
    parameters = parameters or Parameters()
    _seen, counts, words = count_terms(rows, parameters)
    fit = compute_statistics(counts, words, [row.kind == "need" for row in rows], parameters)
    places = {word: place for place, word in enumerate(words)}
    return TfidfWeighting(places, fit.term_weights, fit.statistics, parameters), counts, fit, words


def test_offers_alone_have_the_idf_of_scikit_learn_without_the_one_it_adds():
    rows = [
        Document("a", "offer", "", "zirconia pump"),
        Document("b", "offer", "", "zirconia valve"),
        Document("c", "offer", "", "seal"),
    ]
    weighting, counts, _fit, words = fit_of(rows, Parameters(general=1.0))
    theirs = dict(zip(words, TfidfTransformer().fit(counts).idf_ - 1, strict=True))
    for term in ("zirconia", "pump", "valv", "seal"):
        assert weighting.term_weights[term] ** 2 == pytest.approx(theirs[term])


def test_a_word_that_most_needs_use_is_common_although_no_offer_has_it():
    offers = [Document(f"o{n}", "offer", "", f"valve{n} seal") for n in range(50)]
    needs = [
        Document(f"n{n}", "need", "", "kindly graphite" if n else "kindly molybdenum") for n in range(50)
    ]
    weighting, *_rest = fit_of(offers + needs)
    assert weighting.term_weights["kind"] ** 2 == pytest.approx(math.log(60 / 49))
    assert weighting.term_weights["molybdenum"] > 2 * weighting.term_weights["kind"]


def test_general_words_weigh_less_than_others_that_are_as_frequent():
    rows = [Document("a", "offer", "", "objective zirconia 目标 氧化锆"), Document("b", "offer", "", "seal")]
    weighting, *_rest = fit_of(rows)
    assert weighting.term_weights["object"] < weighting.term_weights["zirconia"]
    assert weighting.term_weights["目标"] < weighting.term_weights["氧化锆"]
    assert weighting.term_weights["2:目标"] < weighting.term_weights["2:化锆"]


@pytest.mark.parametrize("damping", ["log", "root", "none"])
def test_matrices_in_bulk_are_the_single_forms_to_the_last_bit(damping):
    _check_bulk(TEXTS, Parameters(damping=damping))


@settings(max_examples=25, deadline=None)
@given(documents(size=6))
def test_matrices_of_any_corpus_are_the_single_forms(rows):
    _check_bulk(rows, Parameters(phrases=0.0))


def _check_bulk(rows, parameters):
    weighting, counts, fit, words = fit_of(rows, parameters)
    text = document_matrix(counts, fit, fit.chinese, parameters)
    asked = query_matrix(counts, text, fit, parameters)
    for row, document in enumerate(rows):
        own = weighting.counts(document)
        assert fit.chinese[row] == is_chinese(own)
        for matrix, form in ((text, weighting.document_vector(own)), (asked, weighting.query_vector(own))):
            start, end = matrix.indptr[row], matrix.indptr[row + 1]
            assert [words[place] for place in matrix.indices[start:end]] == list(form.terms)
            assert matrix.data[start:end].tolist() == list(form.weights)


def test_asked_form_times_the_own_text_form_is_one():
    weighting, *_rest = fit_of(TEXTS)
    for document in TEXTS[:3]:
        counts = weighting.counts(document)
        asked, text = weighting.query_vector(counts), weighting.document_vector(counts)
        assert np.dot(asked.weights, text.weights) == pytest.approx(1.0)


def test_repetition_in_an_offer_saturates_and_length_costs():
    weighting, *_rest = fit_of(TEXTS)
    once, often = ({"bear": count, "x": 10} for count in (1, 1000))
    ratio = weighting.document_vector(often).weights[0] / weighting.document_vector(once).weights[0]
    assert 1 < ratio < 60
    short, long = ({"bear": 1, "x": count} for count in (1, 100))
    assert weighting.document_vector(short).weights[0] > 2 * weighting.document_vector(long).weights[0]


def test_a_new_word_has_the_idf_of_a_word_met_once():
    weighting, *_rest = fit_of(TEXTS)
    assert weighting.term_weights["zirconia"] ** 2 == pytest.approx(math.log(4 / 2))  # of three offers
    assert weighting.term_weights["6061-t6"] ** 2 == pytest.approx(math.log(4 / 2))
    assert weighting.term_weights["氧化锆"] ** 2 == pytest.approx(
        0.05 * 0.1
    )  # of one Chinese offer: the least there is


def test_forms_of_nothing_are_empty():
    weighting, *_rest = fit_of(TEXTS)
    counts = weighting.counts(Document("", "", "", "the 。 "))
    assert weighting.document_vector(counts).weights == weighting.query_vector(counts).weights == ()


def test_corpus_of_needs_only_can_be_fitted():
    contents = build_in_memory(
        [Document("a", "need", "", "pump"), Document("b", "need", "", "valve")]
    ).contents
    assert set(contents.parts) == {"need"}


def test_title_counts_as_often_as_its_weight_says():
    assert document_terms(Document("", "", "pump", "valve"), Parameters(title_weight=3)) == ["pump"] * 3 + [
        "valv"
    ]


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("pump", False),
        ("滚动轴承", True),
        ("", False),
        ("SiC功率器件的封装", True),
        ("A pump for 轴承 in a mill", False),
    ],
)  # fmt: skip
def test_language_goes_by_script(text, chinese):
    weighting, *_rest = fit_of(TEXTS)
    assert is_chinese(weighting.counts(Document("", "", "", text))) == chinese


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_weight": 0},
        {"damping": "sqrt"},
        {"words": 0.0},
        {"bigrams": float("nan")},
        {"characters": -1},
        {"phrases": -1},
        {"length": 1.5},
        {"saturation": 0.0},
        {"bridge": float("nan")},
    ],
)
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Parameters(**wrong)


def test_parameters_go_through_json_and_back():
    parameters = Parameters(title_weight=3, damping="log")
    assert Parameters.from_json(parameters.to_json()) == parameters
    with pytest.raises(ValueError, match="stemmer"):
        Parameters.from_json(parameters.to_json() | {"stemmer": "porter"})
