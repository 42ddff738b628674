"""Strengths of relevant and of random pairs: which share of each a floor lets through."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from matching.engine.evaluation.evaluate import queries_as_needs, score_queries
from matching.engine.evaluation.judged_collection import JudgedCollection
from matching.engine.evaluation.metrics import Scores
from matching.engine.index import Index
from matching.engine.storage.index_builder import build

QUANTILES = (5, 10, 25, 50, 75, 90, 95, 99)
FLOORS = (0.02, 0.04, 0.06, 0.08, 0.10, 0.12, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50)
RANDOM_PAIRS = 200  # for each query, drawn by checksum: the same in every run

StrengthGroups = Mapping[str, list[float]]


def strength_groups(collection: JudgedCollection) -> StrengthGroups:
    """Strengths (0 to 1) by group: each grade of the judges, random pairs, the best match of each query."""
    with tempfile.TemporaryDirectory(prefix="tenon-calibrate-") as folder:
        scores = score_queries(
            collection,
            Index(
                build([*collection.documents, *queries_as_needs(collection).values()], Path(folder) / "index")
            ),
        )
    groups: dict[str, list[float]] = {}
    for group, strength in _pairs(collection, scores):
        groups.setdefault(group, []).append(strength)
    return dict(sorted(groups.items()))


def format_table(groups: StrengthGroups) -> str:
    """Quantiles of each group, then the share of each group at or above each floor."""
    lines = [f"{'strength':14}{'pairs':>8}" + "".join(f"{quantile:>8}%" for quantile in QUANTILES)]
    for group, strengths in groups.items():
        found = np.percentile(strengths, QUANTILES)
        lines.append(f"{group:14}{len(strengths):8}" + "".join(f"{value:9.3f}" for value in found))
    lines.append(f"{'share above':14}{'':8}" + "".join(f"{floor:9.2f}" for floor in FLOORS))
    for group, strengths in groups.items():
        values = np.array(strengths)
        shares = (f"{(values >= floor).mean():9.4f}" for floor in FLOORS)
        lines.append(f"{group:14}{'':8}" + "".join(shares))
    return "\n".join(lines) + "\n"


def _pairs(collection: JudgedCollection, scores: Scores) -> Iterator[tuple[str, float]]:
    keys = [document.key for document in collection.documents]
    for query in collection.judged_queries():
        found, judged = scores[query.key], collection.grades[query.key]
        for document, grade in judged.items():
            yield f"grade {grade}", found.get(document, 0.0)
        strangers = [key for key in keys if key not in judged]
        strangers.sort(key=lambda key: hashlib.sha256(f"{query.key}\n{key}".encode()).digest())
        for document in strangers[:RANDOM_PAIRS]:
            yield "random", found.get(document, 0.0)
        yield "best hit", max(found.values(), default=0.0)
