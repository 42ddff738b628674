"""nDCG@10 across languages: subclass titles of the IPC and our golden pairs, each question with one right answer."""

import csv
import json
import math
import os
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from matching.engine import Document, in_memory
from matching.engine.bilingual.dictionary import Dictionary, of_titles, shipped
from matching.engine.bridge import bridged
from matching.engine.translate import Translator
from matching.engine.weigh import Vector, Weigher

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "matching" / "golden" / "pairs.jsonl"
FRESH = 73  # tests/matching/golden/README.md
FLOORS = {"en": (0.80, 0.90), "zh": (0.65, 0.85)}  # to a language: floor and ambition
NOTES = re.compile(r"\([^()]*\)|\[[^\]]*\]")


class Offers:
    """Documents of one language and the scores of a vector against each, added up in plain Python."""

    def __init__(self, texts: Iterable[str]) -> None:
        documents = [Document(f"o{n:05}", "offer", "", text) for n, text in enumerate(texts)]
        contents = in_memory(documents).contents
        vocabulary = {term: place for place, term in enumerate(contents.vocabulary)}
        self.weigher = Weigher(vocabulary, np.asarray(contents.idf), contents.rare, contents.parameters)
        self.knows = vocabulary.__contains__
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            vector = self.weigher.vector(document)
            for term, weight in zip(vector.terms, vector.weights, strict=True):
                self.postings[term].append((number, weight))
        self.size = len(documents)

    def scores(self, vector: Vector) -> list[float]:
        scores = [0.0] * self.size
        for term, weight in zip(vector.terms, vector.weights, strict=True):
            for number, other in self.postings.get(term, ()):
                scores[number] += weight * other
        return scores


def run() -> list[dict]:
    rows = []
    titles = _titles(os.environ.get("TENON_DATA", ""))
    if titles:
        subclasses = [row for row in titles if row["level"] == "subclass"]
        classes = [(row["zh"], row["en"].capitalize()) for row in titles if row["level"] == "class"]
        for name, part in (
            ("A-D", _of(subclasses, "ABCD")), ("E-H", _of(subclasses, "EFGH")), ("all", subclasses)
        ):  # fmt: skip
            size = f"{len(part)} subclass titles, sections {name}"
            rows += _crossed(size, part, shipped())
            rows += _crossed(f"{size}, our taxonomies on", part, shipped().extended(of_titles(taxonomies())))
            rows += _crossed(f"{size}, class titles on", part, shipped().extended(of_titles(classes)))
        bare = [{**row, "en": NOTES.sub(" ", NOTES.sub(" ", row["en"]))} for row in subclasses]
        rows += _crossed(f"{len(bare)} subclass titles without notes", bare, shipped())
    return rows + _golden_rows()


def _parts(pairs: list[dict]) -> dict[str, list[int]]:
    """Places of the pairs by what they are for; from FRESH on they are younger than the words of the dictionary."""
    numbers = list(enumerate(pair["number"] for pair in pairs))
    return {
        "even, to tune": [place for place, number in numbers if number < FRESH and number % 2 == 0],
        "odd, to report": [place for place, number in numbers if number < FRESH and number % 2],
        f"{FRESH} and later, to report": [place for place, number in numbers if number >= FRESH],
    }


def _crossed(size: str, titles: list[dict[str, str]], dictionary: Dictionary) -> list[dict]:
    rows = []
    for source, to in (("zh", "en"), ("en", "zh")):
        offers = Offers(row[to] for row in titles)
        needs = [row[source] for row in titles]
        ours = ndcg(answers(offers, needs, to, dictionary))
        rows.append(
            _row(
                f"nDCG@10 {source} to {to}",
                size,
                "no bridge",
                ours,
                ndcg(answers(offers, needs)),
                *FLOORS[to],
            )
        )
    return rows


def _golden_rows() -> list[dict]:
    pairs = golden()
    found = {
        (source, to): answers(
            Offers(pair["offer"][to] for pair in pairs),
            [pair["need"][source] for pair in pairs],
            to if source != to else "",
            shipped(),
        )
        for source in ("zh", "en")
        for to in ("zh", "en")
    }
    rows = []
    for name, chosen in _parts(pairs).items():
        for source, to in (("zh", "en"), ("en", "zh")):
            ours, within = (ndcg([found[a, b][n] for n in chosen]) for a, b in ((source, to), (to, to)))
            work, size = f"nDCG@10 {source} to {to}", f"golden pairs, {name}"
            rows.append(_row(work, size, f"{to} to {to}", ours, within, *FLOORS[to]))
    for source, to in (("zh", "en"), ("en", "zh")):
        across = statistics.median(score for score, _rank in found[source, to])
        within = statistics.median(score for score, _rank in found[source, source])
        rows.append(
            _row(
                f"strength of a true pair, {source} to {to}",
                "golden pairs, median",
                f"{source} to {source}",
                across,
                within,
            )
        )
    return rows


def answers(
    offers: Offers, needs: list[str], to: str = "", dictionary: Dictionary | None = None
) -> list[tuple[float, float]]:
    """(score, rank) of the right answer to each need, which has its number; a tie shares its ranks. Infinity: none."""
    translator = Translator(dictionary or Dictionary(), offers.knows)
    found = []
    for number, text in enumerate(needs):
        need = Document(f"n{number:05}", "need", "", text)
        vector = bridged(offers.weigher, translator, need, to) if to else offers.weigher.vector(need)
        scores = offers.scores(vector)
        right = scores[number]
        above, equal = sum(score > right for score in scores), sum(score == right for score in scores)
        found.append((right, above + (equal + 1) / 2 if right > 0 else math.inf))
    return found


def ndcg(found: list[tuple[float, float]]) -> float:
    """With one right answer: the mean of 1 / log2(1 + rank), 0 beyond the tenth."""
    return statistics.fmean(1 / math.log2(1 + rank) if rank <= 10 else 0.0 for _score, rank in found)


def golden() -> list[dict]:
    return [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


def taxonomies() -> list[tuple[str, str]]:
    """The titles that a site has for its field codes, in our own words."""
    found = []
    for path in sorted((ROOT / "catalog" / "data").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(row["title_zh"], row["title_en"]) for row in rows]
    return found


def _titles(folder: str) -> list[dict[str, str]]:
    path = Path(folder) / "ipc-titles" / "ipc-titles.tsv"
    if not folder or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["zh"] and row["en"]]


def _of(titles: list[dict[str, str]], sections: str) -> list[dict[str, str]]:
    return [row for row in titles if row["code"][0] in sections]


def _row(
    work: str, size: str, peer: str, ours: float, theirs: float,
    floor: float | None = None, ambition: float | None = None,
) -> dict:  # fmt: skip
    return {
        "work": work, "size": size, "peer": peer, "ours": round(ours, 3), "theirs": round(theirs, 3),
        "ratio": round(ours / theirs, 2) if theirs else None, "floor": floor, "ambition": ambition,
    }  # fmt: skip
