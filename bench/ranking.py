"""Judged collections, counted once and weighed many times; nDCG@10 of each query."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import ir_measures
import numpy as np
from scipy import sparse

from matching.engine.evaluation.evaluate import queries_as_needs
from matching.engine.evaluation.judged_collection import JudgedCollection, read_collection
from matching.engine.evaluation.metrics import rank_documents
from matching.engine.kernels import scoring
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.parameters import Parameters
from matching.engine.search import reranking
from matching.engine.storage.index_builder import count_terms, csr_of, document_matrix, query_matrix
from matching.engine.weighting.corpus_statistics import CorpusStatistics, compute_statistics

TUNED = {
    "cranfield-1400": False,
    "topics-awards-en": False,
    "dureader-demo-zh": False,
    "needs-offers-zh": True,
}
GUARDS = {"cmrc2018-dev-zh": False, "csl-zh-abstracts": False}
CHINESE = ("dureader-demo-zh", "needs-offers-zh", *GUARDS)
DEPTH = 50  # documents of a query handed to the measure


@dataclass(frozen=True)
class Judged:
    name: str
    collection: JudgedCollection
    judged_only: bool

    @property
    def chinese(self) -> bool:
        return self.name in CHINESE

    @cached_property
    def keys(self) -> list[str]:
        return [document.key for document in self.collection.documents]

    @cached_property
    def offers(self) -> list[str]:
        return [f"{document.title} {document.text}" for document in self.collection.documents]

    @cached_property
    def queries(self) -> list[str]:
        return [f"{query.title} {query.text}" for query in self.collection.judged_queries()]

    @cached_property
    def _counts(self) -> dict[int, tuple[sparse.csr_matrix, list[str]]]:
        return {}

    def counts(self, title_weight: int) -> tuple[sparse.csr_matrix, list[str]]:
        """Offers, then needs; terms."""
        if title_weight not in self._counts:
            rows = [*self.collection.documents, *queries_as_needs(self.collection).values()]
            _seen, counts, words = count_terms(rows, replace(Parameters(), title_weight=title_weight))
            self._counts[title_weight] = counts, words
        return self._counts[title_weight]

    def forms(
        self, parameters: Parameters
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, CorpusStatistics, list[str]]:
        """Document vectors of the offers and query vectors of the needs, as the production matcher weighs
        them.
        """
        counts, words = self.counts(parameters.title_weight)
        size = len(self.collection.documents)
        fit = compute_statistics(counts, words, np.arange(counts.shape[0]) >= size, parameters)
        text = document_matrix(counts, fit, fit.chinese, parameters)
        asked = query_matrix(counts[size:], text[size:], fit, parameters)
        return text[:size], asked, fit, words

    def scores(self, parameters: Parameters) -> np.ndarray:
        """What the production matcher orders by: beyond the candidates, whose order is the second stage's,
        the scores.
        """
        text, asked, _fit, _words = self.forms(parameters)
        scores = np.asarray((asked @ text.T).todense())
        return (
            with_neighbours(scores, csr_of(text), parameters.neighbours) if parameters.neighbours else scores
        )

    def ndcg(self, scores: np.ndarray) -> np.ndarray:
        """nDCG@10 of each judged query for scores (queries x documents); 0 is not found."""
        found: dict[str, Mapping[str, float]] = {}
        for row, query in enumerate(self.collection.judged_queries()):
            if self.judged_only:
                places = [
                    self._places[key] for key in self.collection.grades[query.key] if key in self._places
                ]
            else:
                places = np.flatnonzero(scores[row] >= _least(scores[row])).tolist()
            found[query.key] = {self.keys[place]: float(scores[row, place]) for place in places}
        ranking = rank_documents(self.collection, found, judged_only=self.judged_only)
        run = [ir_measures.ScoredDoc(query, key, score) for query, key, _rank, score in ranking.lines()]
        qrels = [
            ir_measures.Qrel(query, key, grade)
            for query, grades in self.collection.grades.items()
            for key, grade in grades.items()
        ]
        value = {
            metric.query_id: metric.value
            for metric in ir_measures.iter_calc([ir_measures.nDCG @ 10], qrels, run)
        }
        return np.array([value.get(query.key, 0.0) for query in self.collection.judged_queries()])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys)}


def with_neighbours(scores: np.ndarray, text: CsrMatrix, share: float) -> np.ndarray:
    found = scores.copy()
    for row in found:
        candidates = np.argsort(-row, kind="stable")[: reranking.RERANK_DEPTH]
        candidates = candidates[row[candidates] > 0]
        lists = np.array([0, len(candidates)])
        standing = scoring.rerank_scores(
            text,
            candidates,
            lists,
            row[candidates],
            share=share,
            nearest=reranking.NEAREST_NEIGHBOURS,
            digits=reranking.DIGITS,
        )
        row[candidates] = 1e3 + standing * 10.0**-reranking.DIGITS  # before all others
    return found


def _least(scores: np.ndarray) -> float:
    """The score of the document at DEPTH; anything above 0 where there are fewer."""
    if len(scores) <= DEPTH:
        return float(np.nextafter(0, 1))
    return max(float(-np.partition(-scores, DEPTH)[DEPTH]), float(np.nextafter(0, 1)))


def judged(names: Mapping[str, bool]) -> Iterator[Judged]:
    """The collections of the folder that TENON_DATA names; none without it."""
    folder = os.environ.get("TENON_DATA", "")
    for name, judged_only in names.items() if folder else ():
        yield Judged(name, read_collection(Path(folder) / name), judged_only)
