"""nDCG@10 of the production matcher beside plain TfidfVectorizer with cosine, on the judged collections."""

import os
import re
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from matching.engine.collection import Collection, read
from matching.engine.evaluate import evaluate
from matching.engine.measure import measured, ranked

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLLECTIONS = {
    "cranfield-1400": False, "dureader-demo-zh": False, "needs-offers-zh": True, "topics-awards-en": False,
    "cmrc2018-dev-zh": False, "csl-zh-abstracts": False,
}  # fmt: skip


def run() -> list[dict]:
    folder = os.environ.get("TENON_DATA", "")
    if not folder:
        return []
    rows = []
    for name, judged_only in COLLECTIONS.items():
        collection = read(Path(folder) / name)
        figures, _ = evaluate(collection, judged_only=judged_only)
        ours, theirs = figures["ndcg@10"], plain(collection, judged_only)
        rows.append(
            {
                "work": "nDCG@10",
                "size": name,
                "peer": "TfidfVectorizer, cosine",
                "ours": round(ours, 4),
                "theirs": round(theirs, 4),
                "ratio": round(ours / theirs, 3),
                "floor": None,
                "ambition": None,
            }
        )
    return rows


def plain(collection: Collection, judged_only: bool) -> float:
    """What the library gives without us: its own words, or characters and pairs of them for Chinese."""
    texts = [f"{document.title} {document.text}" for document in collection.documents]
    chinese = sum(bool(CHINESE.search(text)) for text in texts) > len(texts) / 2
    options = {"analyzer": "char", "ngram_range": (1, 2)} if chinese else {"stop_words": "english"}
    vectoriser = TfidfVectorizer(sublinear_tf=True, **options)
    matrix = vectoriser.fit_transform(texts)
    scores = {}
    for query in collection.judged_queries():
        row = linear_kernel(vectoriser.transform([f"{query.title} {query.text}"]), matrix)[0]
        scores[query.key] = {collection.documents[n].key: float(row[n]) for n in row.nonzero()[0]}
    return measured(collection, ranked(collection, scores, judged_only=judged_only))["ndcg@10"]
