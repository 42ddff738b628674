"""nDCG@10 across languages: subclass titles of the IPC and our golden pairs, each question with one right
answer.
"""

import csv
import json
import math
import os
import re
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

from matching.engine import Document, Index, Parameters, SearchRequest, build_in_memory
from matching.engine.translation.dictionary.bilingual_dictionary import (
    BilingualDictionary,
    default_dictionary,
)

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "matching" / "golden" / "pairs.jsonl"
FRESH = 73  # tests/matching/golden/README.md
FLOORS = {"en": (0.80, 0.90), "zh": (0.65, 0.85)}  # to a language: floor and ambition
NOTES = re.compile(r"\([^()]*\)|\[[^\]]*\]")
BREAKS = re.compile("[、，；,;]|(?<=[^A-Za-z])与|和| and ")


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
            rows += _crossed(size, part, default_dictionary())
            rows += _crossed(
                f"{size}, our taxonomies on", part, default_dictionary().extended(of_titles(taxonomies()))
            )
            rows += _crossed(
                f"{size}, class titles on", part, default_dictionary().extended(of_titles(classes))
            )
        bare = [{**row, "en": NOTES.sub(" ", NOTES.sub(" ", row["en"]))} for row in subclasses]
        rows += _crossed(f"{len(bare)} subclass titles without notes", bare, default_dictionary())
    return rows + _golden_rows()


def of_titles(titles: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs from titles in two languages; enumerations of equal length are taken apart, 泵、阀 / pumps and
    valves.
    """
    for chinese, english in titles:
        left = [part.strip() for part in BREAKS.split(chinese) if part.strip()]
        right = [part.strip() for part in BREAKS.split(english) if part.strip()]
        if len(left) == len(right):
            yield from zip(left, right, strict=True)


def _parts(pairs: list[dict]) -> dict[str, list[int]]:
    """Places of the pairs by what they are for; from FRESH on they are younger than the words of the
    dictionary.
    """
    numbers = list(enumerate(pair["number"] for pair in pairs))
    return {
        "even, to tune": [place for place, number in numbers if number < FRESH and number % 2 == 0],
        "odd, to report": [place for place, number in numbers if number < FRESH and number % 2],
        f"{FRESH} and later, to report": [place for place, number in numbers if number >= FRESH],
    }


def _crossed(size: str, titles: list[dict[str, str]], dictionary: BilingualDictionary) -> list[dict]:
    rows = []
    for source, to in (("zh", "en"), ("en", "zh")):
        offers, needs = [row[to] for row in titles], [row[source] for row in titles]
        ours = ndcg(answers(offers, needs, dictionary))
        rows.append(
            _row(
                f"nDCG@10 {source} to {to}",
                size,
                "no bridge",
                ours,
                ndcg(answers(offers, needs, None)),
                *FLOORS[to],
            )
        )
    return rows


def _golden_rows() -> list[dict]:
    pairs = golden()
    found = {
        (source, to): answers(
            [pair["offer"][to] for pair in pairs],
            [pair["need"][source] for pair in pairs],
            default_dictionary() if source != to else None,
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
    offers: list[str], needs: list[str], dictionary: BilingualDictionary | None
) -> list[tuple[float, float]]:
    """(score, rank) of the right answer to each need, which has its number; a tie shares its ranks. Infinity:
    none.

    Without a dictionary the languages stay apart.
    """
    asked = [Document(f"n{number:05}", "need", "", text) for number, text in enumerate(needs)]
    stored = [Document(f"o{number:05}", "offer", "", text) for number, text in enumerate(offers)]
    parameters = Parameters(bridge=0.0) if dictionary is None else Parameters()
    index = Index(
        build_in_memory([*stored, *asked], parameters=parameters, dictionary=dictionary), dictionary
    )
    found = []
    for number, need in enumerate(asked):
        scores = {
            match.key: match.score
            for match in index.match_one(SearchRequest(need, kind="offer", limit=len(stored)))
        }
        right = scores.get(f"o{number:05}", 0.0)
        above = sum(score > right for score in scores.values())
        equal = sum(score == right for score in scores.values())
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
