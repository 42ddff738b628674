"""The matcher on real judged collections; floors are those the default was chosen to hold."""

from random import Random
from statistics import mean, stdev

import pytest

from matching.engine.evaluation import metrics
from matching.engine.evaluation.evaluate import evaluate
from matching.engine.evaluation.judged_collection import read_collection


@pytest.mark.parametrize(
    ("name", "judged_only", "least"),
    [("cranfield-1400", False, 0.50), ("needs-offers-zh", True, 0.70)],
)
def test_evaluate_of_a_small_collection_holds_its_floor(tenon_data, name, judged_only, least):
    found, _ranking = evaluate(read_collection(tenon_data / name), judged_only=judged_only)
    assert found["ndcg@10"] >= least


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dureader-demo-zh", 0.70),
        ("topics-awards-en", 0.60),
        ("cmrc2018-dev-zh", 0.975),
        ("csl-zh-abstracts", 0.99),
    ],
)
def test_evaluate_of_a_larger_collection_holds_its_floor(tenon_data, name, least):
    found, _ranking = evaluate(read_collection(tenon_data / name))
    assert found["ndcg@10"] >= least


def test_same_score_for_all_judged_offers_lands_at_the_random_level(tenon_data):
    collection = read_collection(tenon_data / "needs-offers-zh")
    nothing = metrics.rank_documents(collection, {}, judged_only=True)
    levels = [ndcg(collection, shuffled(collection, Random(seed))) for seed in range(12)]
    assert ndcg(collection, nothing) == pytest.approx(mean(levels), abs=4 * stdev(levels))
    assert mean(levels) < 0.5  # well below the matcher's 0.70


def ndcg(collection, ranking):
    return metrics.compute_metrics(collection, ranking)["ndcg@10"]


def shuffled(collection, random):
    scores = {
        query: {document: 1 + random.random() for document in sorted(judged)}
        for query, judged in sorted(collection.grades.items())
    }
    return metrics.rank_documents(collection, scores, judged_only=True)
