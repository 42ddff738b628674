"""nDCG@10 of the production matcher beside the best that public libraries give on the same texts.

Peers: bm25s ("lucene") and TfidfVectorizer(sublinear_tf) with cosine, each with four tokenisers and with our
own tokens.
"""

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import rjieba
import Stemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from bench.ranking import GUARDS, TUNED, Judged, judged
from matching.engine.analysis.analyzer import index_terms
from matching.engine.evaluation.evaluate import evaluate

Tokeniser = Callable[[str], list[str]]
OURS = "our tokens"
WORD = re.compile(r"(?u)\b\w\w+\b")


def run() -> list[dict]:
    rows, gains = [], []
    for one in judged({**TUNED, **GUARDS}):
        figures, _ranking = evaluate(one.collection, judged_only=one.judged_only)
        ours = figures["ndcg@10"]
        found = peers(one)
        public = {name: value for name, value in found.items() if OURS not in name}
        best = max(public, key=public.__getitem__)
        tuned = one.name in TUNED
        rows.append(_row(one.name, best, ours, public[best], 1.0 if tuned else None))
        rows.append(_row(one.name, f"bm25s, {OURS}", ours, found[f"bm25s, {OURS}"], 1.0 if tuned else None))
        if tuned:
            gains.append(ours / public[best] - 1)
        for name in sorted(public, key=lambda name: -public[name])[1:]:
            rows.append(_row(one.name, name, ours, public[name], None))
    if gains:
        rows.append(
            _row(
                f"mean gain over the best, {len(gains)} collections",
                "best of each",
                1 + float(np.mean(gains)),
                1.0,
                1.03,
                1.10,
            )
        )
    return rows


def peers(one: Judged) -> dict[str, float]:
    """nDCG@10 by name of method and tokeniser."""
    tokenisers = {**(_chinese() if one.chinese else _english()), OURS: index_terms}
    found = {}
    for name, tokenise in tokenisers.items():
        offers, queries = [list(map(tokenise, texts)) for texts in (one.offers, one.queries)]
        for method, scores in (("bm25s", bm25), ("TfidfVectorizer", cosine)):
            found[f"{method}, {name}"] = float(one.ndcg(scores(offers, queries)).mean())
    return found


def bm25(offers: list[list[str]], queries: list[list[str]]) -> np.ndarray:
    import bm25s  # noqa: PLC0415 -- a requirement of benchmarks only

    retriever = bm25s.BM25(method="lucene")
    retriever.index(offers, show_progress=False)
    known = retriever.vocab_dict
    return np.array(
        [
            retriever.get_scores([token for token in query if token in known])
            if any(token in known for token in query)
            else np.zeros(len(offers))
            for query in queries
        ]
    )


def cosine(offers: list[list[str]], queries: list[list[str]]) -> np.ndarray:
    vectoriser = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    matrix = vectoriser.fit_transform(offers)
    return np.asarray((vectoriser.transform(queries) @ matrix.T).todense())


def _english() -> dict[str, Tokeniser]:
    stemmer = Stemmer.Stemmer("english")

    def words(text: str) -> list[str]:
        return WORD.findall(text.lower())

    def without_stops(text: str) -> list[str]:
        return [word for word in words(text) if word not in ENGLISH_STOP_WORDS]

    return {
        "words": words,
        "words without stop words": without_stops,
        "stems": lambda text: stemmer.stemWords(words(text)),
        "stems without stop words": lambda text: stemmer.stemWords(without_stops(text)),
    }


def _chinese() -> dict[str, Tokeniser]:
    def characters(text: str) -> list[str]:
        return [letter for letter in text.lower() if not letter.isspace()]

    def pairs(text: str) -> list[str]:
        letters = characters(text)
        return ["".join(pair) for pair in pairwise(letters)]

    def words(text: str) -> list[str]:
        return [word for word in rjieba.cut(text.lower()) if word.strip()]

    return {
        "characters": characters,
        "pairs of characters": pairs,
        "characters and pairs": lambda text: characters(text) + pairs(text),
        "words": words,
    }


def _row(
    size: str, peer: str, ours: float, theirs: float, floor: float | None, ambition: float | None = None
) -> dict:
    return {
        "work": "nDCG@10", "size": size, "peer": peer, "ours": round(ours, 4), "theirs": round(theirs, 4),
        "ratio": round(ours / theirs, 3) if theirs else None, "floor": floor, "ambition": ambition,
    }  # fmt: skip
