"""Measures of ranking by the definitions of trec_eval, through ir_measures."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from matching.engine.evaluation.judged_collection import JudgedCollection

DEPTH = 1000  # documents ranked for a query
Scores = Mapping[str, Mapping[str, float]]  # query -> document -> score; absent means zero


@dataclass(frozen=True, slots=True)
class RankedRun:
    """The ranked documents of each query, and their scores."""

    order: dict[str, list[str]]
    scores: Scores

    def lines(self) -> Iterable[tuple[str, str, int, float]]:
        """(query, document, rank from 1, a score that descends strictly, so that ties keep our order)."""
        for query, found in self.order.items():
            for rank, document in enumerate(found, start=1):
                yield query, document, rank, float(len(found) + 1 - rank)


class MetricsLibraryMissing(Exception):
    """ir-measures is not installed."""


def rank_documents(collection: JudgedCollection, scores: Scores, *, judged_only: bool) -> RankedRun:
    """Documents by score, equal ones by a checksum of query and key, since keys may carry an order that
    tells.

    With `judged_only` all judged documents are ranked, those without a score last; else only documents that
    were found.
    """
    order = {}
    for query in collection.judged_queries():
        found = scores.get(query.key, {})
        pool = (
            _judged(collection, query.key)
            if judged_only
            else [key for key, score in found.items() if score > 0]
        )
        order[query.key] = sorted(
            pool,
            key=lambda key: (-found.get(key, 0.0), _tie_breaker(query.key, key)),
        )[:DEPTH]
    return RankedRun(order, scores)


def compute_metrics(collection: JudgedCollection, ranking: RankedRun) -> dict[str, float]:
    """nDCG@10, reciprocal rank, recall@100 and MAP, 0 to 1, averaged over the judged queries."""
    try:
        ir = import_module("ir_measures")  # a requirement of tests and benchmarks, not of the site
    except ImportError as error:
        raise MetricsLibraryMissing(
            "ir-measures is not installed: install requirements/test.txt to evaluate"
        ) from error
    measures = {"ndcg@10": ir.nDCG @ 10, "rr": ir.RR, "recall@100": ir.R @ 100, "map": ir.AP}
    queries = [query.key for query in collection.judged_queries()]
    qrels = [
        ir.Qrel(query, document, grade)
        for query in queries
        for document, grade in collection.grades[query].items()
    ]
    run = [ir.ScoredDoc(query, document, score) for query, document, _rank, score in ranking.lines()]
    if not run:
        return dict.fromkeys(measures, 0.0)
    found = ir.calc_aggregate(list(measures.values()), qrels, run)
    return {name: float(found[measure]) for name, measure in measures.items()}


def zero_score_share(collection: JudgedCollection, scores: Scores) -> float:
    """The share of relevant pairs without a score above 0."""
    pairs = [
        scores.get(query.key, {}).get(document, 0.0)
        for query in collection.judged_queries()
        for document, grade in collection.grades[query.key].items()
        if grade > 0
    ]
    return sum(score <= 0 for score in pairs) / len(pairs) if pairs else 0.0


def _judged(collection: JudgedCollection, query: str) -> Sequence[str]:
    known = {document.key for document in collection.documents}
    return [document for document in collection.grades[query] if document in known]


def _tie_breaker(query: str, key: str) -> bytes:
    return hashlib.sha256(f"{query}\n{key}".encode("utf-8", "surrogatepass")).digest()
