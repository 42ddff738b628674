"""Generations made of texts, as the site builds them, kept in var/bench until the engine's format or analysis
changes.

The synthetic corpus as texts: a made-up word for each number, in the order of their numbers, a comma after
every second, so that there are phrases too. All texts count as English.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse

from bench import corpora
from matching.engine import Document, build
from matching.engine.analysis.analyzer import ANALYSIS
from matching.engine.kernels.block_builder import build_blocks
from matching.engine.parameters import Parameters
from matching.engine.storage.generation import (
    DOCUMENT,
    FORMAT,
    QUERY,
    IndexContents,
    KindContents,
    component_versions,
)
from matching.engine.storage.index_builder import csr_of
from matching.engine.weighting.tfidf import WeightingStatistics

MILLION = 1_000_000
SYLLABLES = [consonant + vowel for consonant in "bdfgkmnprtvz" for vowel in "aou"]


def word(number: int) -> str:
    """Three syllables or more, no two numbers alike; it has no ending that a stemmer would cut
    off.
    """
    letters = ""
    while number or len(letters) < 6:
        number, place = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[place]
    return letters


def texts(counts: sparse.csr_matrix) -> Iterator[str]:
    known = cache(word)
    for start, end in zip(counts.indptr, counts.indptr[1:], strict=False):
        numbers = np.repeat(counts.indices[start:end], counts.data[start:end].astype(np.int64)).tolist()
        read = [known(number) for number in numbers]
        yield ", ".join(" ".join(read[place : place + 2]) for place in range(0, len(read), 2)) + "."


def documents(corpus: corpora.Corpus) -> Iterator[Document]:
    for kind, counts in (("need", corpus.needs), ("offer", corpus.offers)):
        for number, text in enumerate(texts(counts)):
            yield Document(f"{kind[0]}{number:08}", kind, "", text)


def of_vectors(corpus: corpora.Corpus) -> IndexContents:
    """Needs n00000000 onwards and offers o00000000 onwards with these very vectors, in one language, without
    facets.
    """
    needs, offers = csr_of(corpus.needs), csr_of(corpus.offers)
    terms = corpus.offers.shape[1]
    asked, held = build_blocks(needs, terms), build_blocks(offers, terms)
    forms = {"need": {DOCUMENT: asked, QUERY: asked}, "offer": {DOCUMENT: held}}
    return IndexContents(
        more_terms=[],
        vocabulary=[f"w{term:07}" for term in range(terms)],
        term_weights=np.ones(terms),
        statistics=WeightingStatistics(1.0, 1.0, 1.0, 1.0),
        parts={
            kind: KindContents(
                [f"{kind[0]}{number:08}" for number in range(len(own[DOCUMENT]))],
                np.zeros(len(own[DOCUMENT]), bool),
                {},
                own,
            )
            for kind, own in forms.items()
        },
        parameters=Parameters(),
        corpus=corpus.name,
        label="",
    )


def wanted(offers: int) -> bool:
    """A million texts take a quarter of an hour and 9 GB to build: only with FULL=1, or when they are
    there.
    """
    return offers < MILLION or bool(os.environ.get("FULL")) or _folder(offers).exists()


def _folder(offers: int) -> Path:
    stamp = json.dumps([FORMAT, ANALYSIS, component_versions(), asdict(Parameters())], sort_keys=True)
    name = hashlib.sha256(stamp.encode()).hexdigest()[:12]
    return corpora.CACHE / f"generation-{offers}-{name}"


def generation(offers: int) -> Path:
    """The folder of 10,000 needs and so many offers. How long it took to build is in `seconds` beside it."""
    folder = _folder(offers)
    if not folder.exists():
        corpus = corpora.synthetic(offers)
        started = time.perf_counter()
        build(documents(corpus), folder)
        folder.with_suffix(".seconds").write_text(f"{time.perf_counter() - started:.1f}")
    return folder


def seconds(folder: Path) -> float:
    """How long it took to build the generation."""
    return float(folder.with_suffix(".seconds").read_text())


def size(folder: Path) -> float:
    """Megabytes on disk."""
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6
