"""How much a model that has not met the newest tenth of the offers misses, beside one that was fitted on all
of them.

Descriptions of Debian packages where apt lists exist, else synthetic texts. Newer offers stand in the delta.
"""

import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from bench import corpora
from bench.generations import texts
from bench.scoring import KERNELS
from matching.engine import Document, Index, SearchRequest, build, open_generation
from matching.engine.kernels import registry

NEEDS, OFFERS, NEW, K = 1_000, 25_000, 0.1, 10


def run() -> list[dict]:
    registry.load(KERNELS)
    name, needs, offers = _texts()
    with tempfile.TemporaryDirectory() as folder:
        old = int(len(offers) * (1 - NEW))
        build([*needs, *offers[:old]], Path(folder) / "old")
        build([*needs, *offers], Path(folder) / "whole")
        grown = Index(open_generation(Path(folder) / "old")).with_changes(offers[old:])
        overlap = _overlap(grown, Index(open_generation(Path(folder) / "whole")), needs)
    return [
        {
            "work": f"overlap@10, {NEW:.0%} of offers newer than the model",
            "size": f"{len(needs):,} needs x {len(offers):,} offers ({name})", "peer": "full refit",
            "ours": overlap, "theirs": None, "ratio": None, "floor": 0.985, "ambition": 0.995,
        }
    ]  # fmt: skip


def _overlap(one: Index, other: Index, needs: list[Document]) -> float:
    """The share of the other's ten best that the one has too, on average."""
    keys = [need.key for need in needs]
    found = [
        index.matches_of(index.match(SearchRequest(index.ids_of(keys), kind="offer", limit=K)))
        for index in (one, other)
    ]
    shares = [
        len({match.key for match in mine} & {match.key for match in theirs}) / len(theirs)
        for mine, theirs in zip(*found, strict=True)
        if theirs
    ]
    return round(float(np.mean(shares)), 4)


def _texts() -> tuple[str, list[Document], list[Document]]:
    name, found = "Debian packages", corpora.descriptions()
    if not found:
        name, found = "synthetic", list(islice(texts(corpora.synthetic(50_000).offers), NEEDS + OFFERS))
    order = np.random.default_rng(3).permutation(len(found))[: NEEDS + OFFERS].tolist()
    chosen = [found[number] for number in order]
    return (
        name,
        [Document(f"n{number:06}", "need", "", text) for number, text in enumerate(chosen[:NEEDS])],
        [Document(f"o{number:06}", "offer", "", text) for number, text in enumerate(chosen[NEEDS:])],
    )
