import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.engine import Document, Parameters
from matching.engine.building import _counted, _fitted, _weighed
from matching.engine.weigh import Weigher, terms_of
from tests.matching.engine.strategies import documents

TEXTS = [
    Document("a", "need", "Bearings without grease", "Plain bearings of PTFE for 12,000 h, bearings."),
    Document("b", "offer", "基站散热", "5G基站散热方案，散热效率高。基站。"),
    Document("c", "offer", "", "PTFE 散热 bearing 6061-T6"),
    Document("d", "offer", "", ""),
]


def fitted(rows, parameters):
    """The weigher and the matrix of a corpus, with its words."""
    _seen, counts, words = _counted(rows, parameters)
    idf, rare = _fitted(counts, words, parameters)
    weigher = Weigher({word: place for place, word in enumerate(words)}, idf, rare, parameters)
    return weigher, _weighed(counts, idf, parameters), words


def test_vector_of_one_text_equals_the_transform_of_scikit_learn():
    parameters = Parameters(damping="log", words=1.0, bigrams=1.0, characters=1.0, phrases=1.0)
    weigher, _matrix, words = fitted(TEXTS, parameters)
    peer = TfidfVectorizer(analyzer=lambda row: terms_of(row, parameters), sublinear_tf=True, norm="l2")
    theirs = peer.fit(TEXTS).transform(TEXTS).toarray()
    assert peer.get_feature_names_out().tolist() == words
    ours = np.zeros_like(theirs)
    for row, document in enumerate(TEXTS):
        vector = weigher.vector(document)
        ours[row, [words.index(term) for term in vector.terms]] = vector.weights
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize("damping", ["log", "root", "none"])
def test_matrix_in_bulk_is_the_single_vectors_to_the_last_bit(damping):
    weigher, matrix, words = fitted(TEXTS, Parameters(damping=damping))
    for row, document in enumerate(TEXTS):
        vector = weigher.vector(document)
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        assert [words[place] for place in matrix.indices[start:end]] == list(vector.terms)
        assert matrix.data[start:end].tolist() == list(vector.weights)


@settings(max_examples=25, deadline=None)
@given(documents(size=6))
def test_matrix_of_any_corpus_is_the_single_vectors(rows):
    weigher, matrix, _words = fitted(rows, Parameters())
    single = [weight for row in rows for weight in weigher.vector(row).weights]
    assert matrix.data.tolist() == single


def test_vector_of_a_text_with_a_new_word_gives_it_the_idf_of_a_word_met_once():
    weigher, _matrix, _words = fitted(TEXTS, Parameters())
    assert weigher.idf_of("zirconia") == pytest.approx(np.log(5 / 2) + 1)
    assert weigher.idf_of("6061-t6") == pytest.approx(np.log(5 / 2) + 1)


def test_vector_of_nothing_is_empty():
    weigher, _matrix, _words = fitted(TEXTS, Parameters())
    assert weigher.vector(Document("", "", "", "the 。 ")).weights == ()


def test_title_counts_as_often_as_its_weight_says():
    assert terms_of(Document("", "", "pump", "valve"), Parameters(title_weight=3)) == ["pump"] * 3 + ["valv"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_weight": 0},
        {"damping": "sqrt"},
        {"words": 0.0},
        {"bigrams": float("nan")},
        {"characters": -1},
        {"phrases": -1},
    ],
)
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Parameters(**wrong)


def test_parameters_go_through_json_and_back():
    parameters = Parameters(title_weight=2, damping="log")
    assert Parameters.from_json(parameters.to_json()) == parameters
    with pytest.raises(ValueError, match="stemmer"):
        Parameters.from_json(parameters.to_json() | {"stemmer": "porter"})
