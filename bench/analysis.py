"""Texts of 150 words to terms, one process, against the clock."""

import gzip
import json
import os
import time
from pathlib import Path

from matching.engine.analysis.analyzer import index_terms

WORDS, CHARACTERS = 150, 250  # 150 Chinese words are about 250 characters
TEXTS, ROUNDS = 2_000, 5
LANGUAGES = {
    "en": ("topics-awards-en", 3_000, 10_000),
    "zh": ("dureader-demo-zh", 1_500, 5_000),
}  # a collection, floor and ambition in texts per second


def run() -> list[dict]:
    folder = os.environ.get("TENON_DATA", "")
    return [_row(language, Path(folder)) for language in LANGUAGES] if folder else []


def _row(language: str, folder: Path) -> dict:
    name, floor, ambition = LANGUAGES[language]
    texts = texts_of(folder / name / "docs.jsonl.gz", language)
    rate = _rate(texts)
    return {
        "work": f"analysis, {language}, texts per s",
        "size": f"{len(texts)} texts of {WORDS} words",
        "peer": "clock",
        "ours": round(rate),
        "theirs": None,
        "ratio": round(rate / floor, 2),
        "floor": 1.0,
        "ambition": round(ambition / floor, 2),
    }


def texts_of(path: Path, language: str) -> list[str]:
    """The documents of a collection, put together and cut anew into texts of one size."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    whole = [f"{row.get('title') or ''} {row['text']}" for row in rows]
    if language == "zh":
        letters = "\n".join(whole)
        return [letters[n : n + CHARACTERS] for n in range(0, len(letters), CHARACTERS)][:TEXTS]
    words = " ".join(whole).split()
    return [" ".join(words[n : n + WORDS]) for n in range(0, len(words), WORDS)][:TEXTS]


def _rate(texts: list[str]) -> float:
    """Texts per second of processor time in the best of some rounds; the first one fills the memory of
    spellings.
    """
    best = float("inf")
    for _round in range(ROUNDS):
        begun = time.process_time()
        for text in texts:
            index_terms(text)
        best = min(best, time.process_time() - begun)
    return len(texts) / best
