"""How well a ranking finds what judges found relevant, by trec_eval's own definitions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from matching.engine.evaluation.judged_collection import JudgedCollection

DEPTH = 1000  # documents of a query that are handed over
Scores = Mapping[str, Mapping[str, float]]  # query -> document -> score; absent means zero


@dataclass(frozen=True, slots=True)
class RankedRun:
    """Documents of each query in our order."""

    order: dict[str, list[str]]
    scores: Scores

    def lines(self) -> Iterable[tuple[str, str, int, float]]:
        """Query, document, rank and a score that falls strictly, so that no tool can reorder what we tied."""
        for query, found in self.order.items():
            for rank, document in enumerate(found, start=1):
                yield query, document, rank, float(len(found) + 1 - rank)


class MetricsLibraryMissing(Exception):
    """The library that measures is not installed."""


def rank_documents(collection: JudgedCollection, scores: Scores, *, judged_only: bool) -> RankedRun:
    """By score; equal ones by the checksum of query and key, for keys may be given in an order that tells.

    Among judged documents those with no score follow the others; else they are not found.
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
    """nDCG@10, reciprocal rank, recall@100 and MAP, averaged over the judged queries."""
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
    """The share of relevant pairs to which the matcher gives no score at all: nothing shared, never found."""
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
