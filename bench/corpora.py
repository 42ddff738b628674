"""Corpora for benchmarks of speed, made here: texts as numbers of words and how often each occurs, cached in
var/bench.

Synthetic texts have 36 to 90 words: half from the whole vocabulary by Zipf and Mandelbrot's law, half from
one of 2,000 topics by the same law. The vocabulary grows as N ** 0.62. The real corpus is made of the
descriptions of Debian's packages.
"""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

CACHE = Path(__file__).resolve().parents[1] / "var" / "bench"
TOPICS, TOPIC_WORDS, PART = 2_000, 80, 100_000
LISTS, PACKAGES = Path("/var/lib/apt/lists"), "*_Translation-en*"
HELPER = "/usr/lib/apt/apt-helper"  # reads the lists however they are packed


@dataclass(frozen=True)
class Corpus:
    """Two matrices of counts, float64 CSR with ascending terms; weighed ones have rows of unit length."""

    name: str
    needs: sparse.csr_matrix
    offers: sparse.csr_matrix

    @property
    def size(self) -> str:
        return f"{self.needs.shape[0]:,} needs x {self.offers.shape[0]:,} offers ({self.name})"

    def held(self) -> np.ndarray:
        """How many offers hold each term."""
        return np.bincount(self.offers.indices, minlength=self.offers.shape[1])

    def weighed(self) -> "Corpus":
        """(1 + ln tf) * idf, unit length: what scikit-learn's TfidfVectorizer(sublinear_tf=True) gives."""
        idf = np.log((1 + self.offers.shape[0]) / (1 + self.held())) + 1
        return Corpus(self.name, _weighed(self.needs, idf), _weighed(self.offers, idf))


def synthetic(offers: int, needs: int = 10_000) -> Corpus:
    vocabulary = int(61.8 * offers**0.62)

    def make() -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        topics = _zipf(np.random.default_rng(5).random((TOPICS, TOPIC_WORDS)), vocabulary, 0.75, 200.0)
        return _texts(needs, vocabulary, topics, seed=2), _texts(offers, vocabulary, topics, seed=1)

    return _cached(f"synthetic-{needs}-{offers}", "synthetic", make)


def debian(needs: int = 10_000) -> Corpus | None:
    """None where apt has no lists of descriptions."""
    if not any(LISTS.glob(PACKAGES)) or not Path(HELPER).exists():
        return None

    def make() -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        texts = descriptions()
        counts = CountVectorizer(stop_words="english").fit_transform(texts).astype(np.float64)
        counts.sort_indices()
        order = np.random.default_rng(3).permutation(len(texts))
        return counts[order[:needs]], counts[order[needs:]]

    return _cached(f"debian-{needs}", "Debian packages", make)


def _zipf(uniform: np.ndarray, count: int, steep: float, flat: float) -> np.ndarray:
    """Ranks with probability about (rank + flat) ** -steep, from numbers in 0..1."""
    low, high = flat ** (1 - steep), (count + flat) ** (1 - steep)
    return np.minimum((low + uniform * (high - low)) ** (1 / (1 - steep)) - flat, count - 1).astype(np.int64)


def _texts(count: int, vocabulary: int, topics: np.ndarray, seed: int) -> sparse.csr_matrix:
    rng = np.random.default_rng(seed)
    parts = []
    for first in range(0, count, PART):
        size = min(PART, count - first)
        text = np.repeat(np.arange(size), rng.integers(36, 91, size))
        words = _zipf(rng.random(len(text)), vocabulary, 1.15, 30.0)
        topic = rng.integers(0, TOPICS, size)
        near = np.flatnonzero(rng.random(len(text)) < 0.5)
        words[near] = topics[topic[text[near]], _zipf(rng.random(len(near)), TOPIC_WORDS, 1.0001, 4.0)]
        entries, counts = np.unique(text * vocabulary + words, return_counts=True)
        starts = np.searchsorted(entries // vocabulary, np.arange(size + 1))
        parts.append(
            sparse.csr_matrix(
                (counts.astype(np.float64), entries % vocabulary, starts), shape=(size, vocabulary)
            )
        )
    return sparse.vstack(parts, format="csr")


def descriptions() -> list[str]:
    """Name, short and long description of each package, equal descriptions once; none where apt has no
    lists.
    """
    if not Path(HELPER).exists():
        return []
    found: dict[str, str] = {}
    for path in sorted(LISTS.glob(PACKAGES)):
        raw = subprocess.run([HELPER, "cat-file", path], capture_output=True, check=True).stdout  # noqa: S603 - a fixed program on apt's own files
        for entry in raw.decode("utf-8", "replace").split("\n\n"):
            name = re.search(r"^Package: (.*)$", entry, re.MULTILINE)
            _, mark, text = entry.partition("\nDescription-en: ")
            if name and mark:
                found.setdefault(text, name[1])
    return [f"{name} {text}" for text, name in found.items()]


def _cached(file: str, name: str, make: Callable[[], tuple[sparse.csr_matrix, sparse.csr_matrix]]) -> Corpus:
    folder = CACHE / file
    if not folder.exists():
        needs, offers = make()
        beside = folder.with_name(folder.name + ".part")
        beside.mkdir(parents=True, exist_ok=True)
        for side, counts in (("needs", needs), ("offers", offers)):
            np.save(beside / f"{side}-starts.npy", counts.indptr.astype(np.int64))
            np.save(beside / f"{side}-terms.npy", counts.indices.astype(np.int32))
            np.save(beside / f"{side}-counts.npy", np.minimum(counts.data, 65_535).astype(np.uint16))
        np.save(beside / "vocabulary.npy", np.array(offers.shape[1]))
        beside.rename(folder)
    return Corpus(name, _read(folder, "needs"), _read(folder, "offers"))


def _read(folder: Path, side: str) -> sparse.csr_matrix:
    starts, terms, counts = (np.load(folder / f"{side}-{part}.npy") for part in ("starts", "terms", "counts"))
    shape = len(starts) - 1, int(np.load(folder / "vocabulary.npy"))
    return sparse.csr_matrix((counts.astype(np.float64), terms, starts.astype(np.int32)), shape=shape)


def _weighed(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    weights = (1 + np.log(counts.data)) * idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=counts.shape[0]))
    weights /= lengths[rows]
    return sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)
