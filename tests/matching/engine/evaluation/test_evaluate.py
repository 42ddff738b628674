import gzip
import json
import subprocess
import sys
from random import Random

import pytest

from matching.engine import Parameters
from matching.engine.__main__ import main
from matching.engine.documents import Document
from matching.engine.evaluation import metrics
from matching.engine.evaluation.evaluate import evaluate
from matching.engine.evaluation.judged_collection import CollectionError, JudgedCollection, read_collection

DOCS = [
    {"id": "d1", "title": "Ceramic pump", "text": "A ceramic pump for acid"},
    {"id": "d2", "title": "", "text": "A pump of steel"},
    {"id": "d3", "title": "Fan", "text": "A fan"},
]
QUERIES = [
    {"id": "q1", "text": "ceramic pump"},
    {"id": "q2", "text": "fan"},
    {"id": "q3", "text": "not judged"},
]
QRELS = "q1\td1\t2\nq1\td2\t1\nq1\td3\t0\nq2\td3\t1\nq2\td1\t1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, DOCS)))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)) + "\n\n")
    (tmp_path / "qrels.tsv").write_text(QRELS)
    return tmp_path


def figures(capsys, *arguments):
    assert main(["evaluate", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_evaluate_prints_the_promised_keys_and_figures(folder, capsys):
    found = figures(capsys, folder)
    assert list(found) == [
        "queries",
        "documents",
        "ndcg@10",
        "rr",
        "recall@100",
        "map",
        "zero_score_share",
        "index_seconds",
        "query_seconds",
        "parameters",
    ]
    assert (found["queries"], found["documents"], found["rr"]) == (2, 3, 1.0)
    assert found["recall@100"] == pytest.approx(0.75)
    assert found["zero_score_share"] == pytest.approx(0.25)
    assert found["parameters"] == Parameters().to_json()


def test_evaluate_of_judged_documents_only_ranks_the_unfound_last(folder, capsys):
    found = figures(capsys, folder, "--judged-only")
    assert (found["recall@100"], found["map"], found["ndcg@10"]) == (1.0, 1.0, 1.0)


def test_evaluate_reads_packed_files(folder, capsys):
    for name in ("docs", "queries"):
        path = folder / f"{name}.jsonl"
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert figures(capsys, folder)["documents"] == 3


def test_evaluate_for_people_prints_a_table(folder, capsys):
    assert main(["evaluate", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[2].split() == ["ndcg@10", "0.8066"]


def test_evaluate_writes_a_run_with_strictly_falling_scores(folder, capsys):
    run = folder / "run.txt"
    figures(capsys, folder, "--run", run)
    rows = [line.split() for line in run.read_text().splitlines()]
    assert [row[:4] for row in rows] == [
        ["q1", "Q0", "d1", "1"],
        ["q1", "Q0", "d2", "2"],
        ["q2", "Q0", "d3", "1"],
    ]
    assert float(rows[0][4]) > float(rows[1][4])


def test_evaluate_runs_as_a_module(folder, pytestconfig):
    done = subprocess.run(
        [sys.executable, "-m", "matching.engine", "evaluate", str(folder), "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=pytestconfig.rootpath,
    )
    assert json.loads(done.stdout)["queries"] == 2


def test_evaluate_without_the_measuring_library_says_what_to_install(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    assert main(["evaluate", str(folder)]) == 1
    assert "requirements/test.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("docs.jsonl", '{"id": "d1", "text": "x"}\n{', "docs.jsonl, line 2: not JSON"),
        ("docs.jsonl", '{"id": "d1"}', "docs.jsonl, line 1: no text under 'text'"),
        ("docs.jsonl", '{"id": 1, "text": "x"}', "docs.jsonl, line 1: no text under 'id'"),
        ("docs.jsonl", '{"id": "", "text": "x"}', "docs.jsonl, line 1: the id is empty"),
        ("docs.jsonl", "[]", "docs.jsonl, line 1: no text under 'id'"),
        (
            "queries.jsonl",
            '{"id": "q1", "text": "x"}\n' * 2,
            "queries.jsonl, line 2: the id 'q1' stands twice",
        ),
        ("qrels.tsv", "q1\td1\n", "qrels.tsv, line 1: 2 cells, expected 3"),
        ("qrels.tsv", "q1\td1\thigh\n", "qrels.tsv, line 1: the grade 'high' is not a number"),
        ("qrels.tsv", "q1\td1\t1\nq1\td1\t2\n", "qrels.tsv, line 2: 'd1' is judged twice"),
        ("qrels.tsv", "", "qrels.tsv holds no judgement"),
    ],
)
def test_malformed_file_is_named_with_its_line(folder, capsys, name, content, complaint):
    (folder / name).write_text(content)
    assert main(["evaluate", str(folder)]) == 1
    assert complaint in capsys.readouterr().err


def test_file_that_is_not_utf8_or_not_packed_is_named_with_its_line(folder):
    (folder / "docs.jsonl").write_bytes(b'{"id": "d1", "text": "x"}\n\xff\n')
    with pytest.raises(CollectionError, match=r"docs\.jsonl, line 2: not UTF-8"):
        read_collection(folder)
    (folder / "docs.jsonl").unlink()
    (folder / "docs.jsonl.gz").write_bytes(b"plain")
    with pytest.raises(CollectionError, match=r"docs\.jsonl\.gz, after line 0"):
        read_collection(folder)
    (folder / "docs.jsonl.gz").unlink()
    with pytest.raises(CollectionError, match=r"docs\.jsonl is missing"):
        read_collection(folder)


def test_same_score_for_everything_lands_at_the_random_level_whatever_the_keys():
    """Relevant documents have the first keys: an order by key would give nDCG 1."""
    keys = [f"d{number:03}" for number in range(100)]
    queries = tuple(Document(f"q{number}", "need", "", "") for number in range(200))
    grades = {query.key: {key: int(key < "d010") for key in keys} for query in queries}
    collection = JudgedCollection(tuple(Document(key, "offer", "", "") for key in keys), queries, grades)
    constant = {query.key: dict.fromkeys(keys, 1.0) for query in queries}
    shuffled = Random(1)
    random = {query.key: {key: 1 + shuffled.random() for key in keys} for query in queries}
    for judged_only in (False, True):
        found, level = (
            metrics.compute_metrics(
                collection, metrics.rank_documents(collection, scores, judged_only=judged_only)
            )["ndcg@10"]
            for scores in (constant, random)
        )
        assert found == pytest.approx(0.1, abs=0.02)
        assert level == pytest.approx(found, abs=0.02)


def test_matcher_that_finds_nothing_measures_zero():
    collection = JudgedCollection(
        (Document("d", "offer", "", "x"),), (Document("q", "need", "", "y"),), {"q": {"d": 1}}
    )
    found, _ranking = evaluate(collection)
    assert (found["ndcg@10"], found["recall@100"], found["zero_score_share"]) == (0.0, 0.0, 1.0)


def test_calibrate_prints_groups_and_floors(folder, capsys):
    assert main(["calibrate", str(folder)]) == 0
    first = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:] if line]
    assert first[:5] == ["strength", "best", "grade", "grade", "grade"]
