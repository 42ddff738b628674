"""Explanations of pairs, text in, parts and sentences out, against the clock: a need beside ten offers, as
pages show it.
"""

import os
import time
from itertools import product
from pathlib import Path

from bench.analysis import LANGUAGES, texts_of
from matching.engine import Document, Index, build_in_memory

NEEDS, OFFERS, BESIDE = 20, 400, 10
FLOOR = 2.0  # milliseconds a pair, p50


def run() -> list[dict]:
    folder = os.environ.get("TENON_DATA", "")
    if not folder:
        return []
    texts = {
        language: texts_of(Path(folder) / name / "docs.jsonl.gz", language)[: NEEDS + OFFERS]
        for language, (name, _floor, _ambition) in LANGUAGES.items()
    }
    needs = {language: _documents("need", language, rows[:NEEDS]) for language, rows in texts.items()}
    offers = {language: _documents("offer", language, rows[NEEDS:]) for language, rows in texts.items()}
    index = Index(
        build_in_memory(document for rows in (*needs.values(), *offers.values()) for document in rows)
    )
    return [_row(index, needs[one], offers[other], f"{one}-{other}") for one, other in product(texts, texts)]


def _documents(kind: str, language: str, texts: list[str]) -> list[Document]:
    return [Document(f"{kind}-{language}-{n:03}", kind, text[:40], text) for n, text in enumerate(texts)]


def _row(index: Index, needs: list[Document], offers: list[Document], name: str) -> dict:
    for need in needs:  # what the dictionary says of their words is at hand from then on
        index.explain(need, offers[-1])
    spent = []
    for number, need in enumerate(needs):
        for place in range(BESIDE):
            begun = time.process_time()
            index.explain(need, offers[(number * BESIDE + place) % len(offers)])
            spent.append(1000 * (time.process_time() - begun))
    spent.sort()
    half = spent[len(spent) // 2]
    return {
        "work": f"explanation, need-offer {name}, ms, p50",
        "size": f"{len(spent)} pairs; p95 {spent[len(spent) * 95 // 100]:.2f} ms",
        "peer": "clock",
        "ours": round(half, 2),
        "theirs": None,
        "ratio": round(FLOOR / half, 2),
        "floor": 1.0,
        "ambition": None,
    }
