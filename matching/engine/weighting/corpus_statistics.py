"""Document frequencies and mean lengths of a corpus: idf of every term and the figures of length
normalisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from matching.engine.analysis.analyzer import BIGRAM, PHRASE, SIGNAL, UNIGRAM
from matching.engine.arrays import Floats, Ids, Mask
from matching.engine.parameters import Parameters
from matching.engine.weighting.tfidf import WeightingStatistics, class_weight, is_chinese_term

MIN_IDF = 0.05  # the smallest idf
PSEUDO_NEEDS = 10  # needs without the term that are added to those there are


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """What `compute_statistics` computes of documents (rows) and terms (columns of the counts)."""

    term_weights: Floats  # of each term: h(t) of weighting/tfidf.py
    statistics: WeightingStatistics
    chinese: Mask  # of each document: whether most of it is Chinese
    counted: Ids  # of each term: 1 when it counts towards the length of a text
    signals: Mask  # of each term: whether it is a signal, which stands in no text

    @property
    def mixed(self) -> bool:
        """Whether there are documents of both languages."""
        return bool(self.chinese.any() and not self.chinese.all())


def compute_statistics(
    counts: sparse.csr_matrix, vocabulary: Sequence[str], needs: Sequence[bool], parameters: Parameters
) -> CorpusStatistics:
    """Statistics of `counts`, integers (documents, terms), of needs and offers; `needs` says of each document
    whether it is a need.

    The idf of a term is the smaller of its idf among offers and among needs, at least MIN_IDF: a term that is
    usual on one side is no rare term. Chinese terms are counted among Chinese documents only.
    """
    asked = np.array(needs, dtype=bool)
    chinese_terms = np.array([is_chinese_term(term) for term in vocabulary], dtype=bool)
    signals = np.array([term.startswith(SIGNAL) for term in vocabulary], dtype=bool)
    beside = signals | np.array([term.startswith(PHRASE) for term in vocabulary], dtype=bool)
    counted = (~beside).astype(np.int64)
    chinese = _chinese_documents(counts, vocabulary, chinese_terms, beside)
    offers = ~asked if (~asked).any() else asked
    held, hans = int(offers.sum()), int((offers & chinese).sum())
    classes = np.array([class_weight(term, parameters) for term in vocabulary])
    idf = _idf(counts[offers], chinese_terms, hans)
    if asked.any() and not asked.all():
        idf = np.minimum(idf, _idf_of_needs(counts[asked], chinese_terms, int((asked & chinese).sum())))
    lengths = counts @ counted
    return CorpusStatistics(
        term_weights=np.sqrt(np.maximum(idf, MIN_IDF) * classes),
        statistics=WeightingStatistics(
            rare=_idf_of_new_term(held),
            rare_chinese=_idf_of_new_term(hans or held),
            length=_mean_length(lengths, offers & ~chinese, offers),
            length_chinese=_mean_length(lengths, offers & chinese, offers),
        ),
        chinese=chinese,
        counted=counted,
        signals=signals,
    )


def _idf(counts: sparse.csr_matrix, chinese_terms: Mask, hans: int) -> Floats:
    """ln((1 + n) / (1 + df)), float64 (terms): scikit-learn's smoothed idf without the 1 that it adds.
    Inverse document frequency is after Sparck Jones, 1972. For Chinese terms n is the number of Chinese
    documents, `hans`.
    """
    if not counts.shape[1]:
        return np.zeros(0)
    if not counts.shape[0]:
        return np.full(counts.shape[1], MIN_IDF)
    found = TfidfTransformer().fit(counts).idf_ - 1.0
    if hans:
        found[chinese_terms] += np.log((1.0 + hans) / (1.0 + counts.shape[0]))
    return np.asarray(found)


def _idf_of_needs(counts: sparse.csr_matrix, chinese_terms: Mask, hans: int) -> Floats:
    """ln((n + PSEUDO_NEEDS) / (df - 1)), float64 (terms): the need that asks is not counted, and PSEUDO_NEEDS
    needs without the term are added, so that few needs decide little. Infinite for df <= 1.
    """
    others = np.maximum(np.bincount(counts.indices, minlength=counts.shape[1]) - 1, 0)
    known = np.full(counts.shape[1], float(counts.shape[0]))
    known[chinese_terms] = hans or counts.shape[0]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log((known + PSEUDO_NEEDS) / others))


def _chinese_documents(
    counts: sparse.csr_matrix, vocabulary: Sequence[str], chinese_terms: Mask, beside: Mask
) -> Mask:
    """As `tfidf.is_chinese` says of one document, bool (documents)."""
    letters = np.array([term.startswith((BIGRAM, UNIGRAM)) for term in vocabulary], dtype=bool)
    balance = letters / 2.0 - (~chinese_terms & ~beside)
    return np.asarray(counts @ balance > 0, dtype=bool)


def _idf_of_new_term(documents: int) -> float:
    """The idf of a term in one of so many documents: ln((1 + n) / 2)."""
    return float(max(np.log((1.0 + documents) / 2.0), MIN_IDF))


def _mean_length(lengths: Ids, wanted: Mask, otherwise: Mask) -> float:
    """The mean of the wanted lengths above 0, in terms; of the `otherwise` or all lengths where there are
    none; else 1.
    """
    for chosen in (lengths[wanted], lengths[otherwise], lengths):
        known = chosen[chosen > 0]
        if len(known):
            return float(known.mean())
    return 1.0
