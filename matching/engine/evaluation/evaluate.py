"""The matcher with its production parameters on a judged collection."""

import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matching.engine.documents import Document
from matching.engine.evaluation.judged_collection import CollectionError, JudgedCollection
from matching.engine.evaluation.metrics import (
    RankedRun,
    Scores,
    compute_metrics,
    rank_documents,
    zero_score_share,
)
from matching.engine.index import Index
from matching.engine.parameters import Parameters
from matching.engine.search.request import SearchRequest
from matching.engine.storage.index_builder import build


def evaluate(
    collection: JudgedCollection, *, judged_only: bool = False, parameters: Parameters | None = None
) -> tuple[dict[str, Any], RankedRun]:
    """(figures by name, the ranking behind them). Seconds are those of the whole index and of all queries."""
    parameters = parameters or Parameters()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tenon-evaluate-") as folder:
        index = Index(
            build(
                [*collection.documents, *queries_as_needs(collection).values()],
                Path(folder) / "index",
                parameters=parameters,
            )
        )
    built = time.perf_counter()
    scores = score_queries(collection, index)
    done = time.perf_counter()
    orders = {query: descending_numbers(found) for query, found in scores.items()}
    ranking = rank_documents(collection, orders, judged_only=judged_only)
    figures: dict[str, Any] = {
        "queries": len(collection.judged_queries()),
        "documents": len(collection.documents),
        **compute_metrics(collection, ranking),
        "zero_score_share": zero_score_share(collection, scores),
        "index_seconds": built - begun,
        "query_seconds": done - built,
        "parameters": parameters.to_json(),
    }
    return figures, ranking


def score_queries(collection: JudgedCollection, index: Index) -> Scores:
    """query -> document -> score above 0, in the order of the matcher."""
    return {
        key: {
            match.key: match.score
            for match in index.match_one(SearchRequest(need, kind="offer", limit=len(index)))
        }
        for key, need in queries_as_needs(collection).items()
    }


def descending_numbers(found: Mapping[str, float]) -> dict[str, float]:
    """Numbers that descend in the order of the matcher, equal where neighbours have one score: the order
    differs from the scores.
    """
    numbers: dict[str, float] = {}
    before, number = math.nan, 0.0
    for position, (key, score) in enumerate(found.items()):
        if score != before:
            before, number = score, float(len(found) - position)
        numbers[key] = number
    return numbers


def queries_as_needs(collection: JudgedCollection) -> dict[str, Document]:
    """The judged queries as needs of the catalogue; a key that an offer has too is changed."""
    taken = {document.key for document in collection.documents}
    return {
        query.key: replace(query, key=f"need:{query.key}") if query.key in taken else query
        for query in collection.judged_queries()
    }


def write_run(ranking: RankedRun, path: Path) -> None:
    """A TREC run file. CollectionError for a key with a blank."""
    rows = []
    for query, document, rank, _score in ranking.lines():
        if any(letter.isspace() for letter in query + document):
            raise CollectionError(f"{query!r} or {document!r} holds a blank, which a run file cannot carry")
        rows.append(f"{query} Q0 {document} {rank} {_score:g} tenon\n")
    path.write_text("".join(rows), encoding="utf-8")
