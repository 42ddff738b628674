"""What the catalogue as a whole teaches: how rare terms are and how long texts are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from matching.engine.analysis.analyzer import BIGRAM, PHRASE, SIGNAL, UNIGRAM
from matching.engine.arrays import Floats, Mask
from matching.engine.parameters import Parameters
from matching.engine.weighting.tfidf import WeightingStatistics, class_weight, is_chinese_term

MIN_IDF = 0.05  # idf of a term that stands everywhere
PSEUDO_NEEDS = 10  # needs added to those there are before their own rarity of a term is believed


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    term_weights: Floats  # of each term; see matching.engine.weigh
    statistics: WeightingStatistics
    chinese: Mask  # of each document: whether it is Chinese in the main
    counted: npt.NDArray[np.int64]  # of each term: 1 when it counts towards the length of a text
    signals: Mask  # of each term: whether it stands beside the text

    @property
    def mixed(self) -> bool:
        """Whether there are texts of both languages."""
        return bool(self.chinese.any() and not self.chinese.all())


def compute_statistics(
    counts: sparse.csr_matrix, vocabulary: Sequence[str], needs: Sequence[bool], parameters: Parameters
) -> CorpusStatistics:
    """`counts`: documents x terms. A term is as rare as it is among offers or among needs, where it is less rare."""
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
    """Scikit-learn's smoothed idf without the 1 it adds: ln((1 + n) / (1 + df)); Chinese terms among Chinese texts."""
    if not counts.shape[1]:
        return np.zeros(0)
    if not counts.shape[0]:
        return np.full(counts.shape[1], MIN_IDF)
    found = TfidfTransformer().fit(counts).idf_ - 1.0
    if hans:
        found[chinese_terms] += np.log((1.0 + hans) / (1.0 + counts.shape[0]))
    return np.asarray(found)


def _idf_of_needs(counts: sparse.csr_matrix, chinese_terms: Mask, hans: int) -> Floats:
    """The same among needs, leaving out the one that asks, and with PSEUDO_NEEDS needs more that do not hold the term."""
    others = np.maximum(np.bincount(counts.indices, minlength=counts.shape[1]) - 1, 0)
    known = np.full(counts.shape[1], float(counts.shape[0]))
    known[chinese_terms] = hans or counts.shape[0]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log((known + PSEUDO_NEEDS) / others))


def _chinese_documents(
    counts: sparse.csr_matrix, vocabulary: Sequence[str], chinese_terms: Mask, beside: Mask
) -> Mask:
    """As `weigh.is_chinese` says for one."""
    letters = np.array([term.startswith((BIGRAM, UNIGRAM)) for term in vocabulary], dtype=bool)
    balance = letters / 2.0 - (~chinese_terms & ~beside)
    return np.asarray(counts @ balance > 0, dtype=bool)


def _idf_of_new_term(documents: int) -> float:
    return float(max(np.log((1.0 + documents) / 2.0), MIN_IDF))


def _mean_length(lengths: npt.NDArray[np.int64], wanted: Mask, otherwise: Mask) -> float:
    """The mean of the wanted lengths above 0; of others where there are none."""
    for chosen in (lengths[wanted], lengths[otherwise], lengths):
        known = chosen[chosen > 0]
        if len(known):
            return float(known.mean())
    return 1.0
