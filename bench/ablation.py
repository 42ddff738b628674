"""What each part of the ranking is worth: nDCG@10 with one thing changed, and a paired test over the queries.

`ours` is the change in the mean of the relative changes of the four tuned collections, in percent; the last
column of the printed lines is the p of a two-sided paired t-test over all their queries.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import ModuleType

import numpy as np
from scipy import stats

from bench import tried
from bench.ranking import TUNED, Judged, judged
from matching.engine.parameters import Parameters
from matching.engine.search import reranking
from matching.engine.weighting import corpus_statistics

Scorer = Callable[[Judged], np.ndarray]
BASE = Parameters()
CHANGES: dict[str, dict[str, float | int | str]] = {
    "no neighbours": {"neighbours": 0.0},
    "neighbours 0.1": {"neighbours": 0.1},
    "neighbours 0.3": {"neighbours": 0.3},
    "no phrases": {"phrases": 0.0},
    "phrases 0.15": {"phrases": 0.15},
    "phrases 0.5": {"phrases": 0.5},
    "general words weigh as others": {"general": 1.0},
    "general words 0.2": {"general": 0.2},
    "length of English 0.75": {"length": 0.75},
    "length of English 1": {"length": 1.0},
    "length of Chinese 0.3": {"length_chinese": 0.3},
    "length of Chinese 0.75": {"length_chinese": 0.75},
    "saturation 1.2": {"saturation": 1.2},
    "saturation 4": {"saturation": 4.0},
    "title weight 1": {"title_weight": 1},
    "title weight 4": {"title_weight": 4},
    "need: root of tf": {"damping": "root"},
    "need: plain tf": {"damping": "none"},
    "Chinese words 0.5": {"words": 0.5},
    "Chinese words 1": {"words": 1.0},
    "single characters 0.5": {"characters": 0.5},
    "pairs of characters 0.4": {"bigrams": 0.4},
    "pairs of characters 1": {"bigrams": 1.0},
}


def run() -> list[dict]:
    collections = list(judged(TUNED))
    if not collections:
        return []
    base = [one.ndcg(production(one)) for one in collections]
    rows = [_row("production", base, base)]
    for name, scorer in _scorers():
        rows.append(_row(name, [one.ndcg(scorer(one)) for one in collections], base))
    return rows


def _scorers() -> list[tuple[str, Scorer]]:
    changed = [
        (name, partial(production, parameters=replace(BASE, **change))) for name, change in CHANGES.items()
    ]
    return [
        *changed,
        *(
            (f"{count} nearest", partial(_set, module=reranking, NEAREST_NEIGHBOURS=count))
            for count in (3, 4, 6, 8)
        ),
        *(
            (f"{count} candidates", partial(_set, module=reranking, RERANK_DEPTH=count))
            for count in (20, 30, 100)
        ),
        ("rarity among offers only", partial(_set, module=corpus_statistics, PSEUDO_NEEDS=10**12)),
        ("plain cosine of tf-idf, same terms", _cosine),
        (
            "instead: feedback, 10 offers, 20 terms, 0.1",
            _second(tried.feedback, best=10, terms=20, share=0.1),
        ),
        (
            "instead: feedback, 10 offers, 50 terms, 0.2",
            _second(tried.feedback, best=10, terms=50, share=0.2),
        ),
        ("instead: latent semantic, 100, 0.1", _second(tried.latent, dimensions=100, share=0.1)),
        ("instead: latent semantic, 200, 0.3", _second(tried.latent, dimensions=200, share=0.3)),
        (
            "instead: neighbours that need not be mutual, 0.1",
            _second(tried.neighbours, candidates=50, nearest=5, share=0.1),
        ),
        (
            "instead: neighbours that need not be mutual, 0.3",
            _second(tried.neighbours, candidates=50, nearest=5, share=0.3),
        ),
    ]


def production(one: Judged, parameters: Parameters = BASE) -> np.ndarray:
    return one.scores(parameters)


def _second(stage: Callable[..., np.ndarray], **options: float) -> Scorer:
    def scorer(one: Judged) -> np.ndarray:
        text, asked, _fit, _words = one.forms(BASE)
        return stage(np.asarray((asked @ text.T).todense()), text, asked, **options)

    return scorer


def _set(one: Judged, *, module: ModuleType, **constants: float) -> np.ndarray:
    """With other constants of a module."""
    before = {name: getattr(module, name) for name in constants}
    vars(module).update(constants)
    try:
        return one.scores(BASE)
    finally:
        vars(module).update(before)


def _cosine(one: Judged) -> np.ndarray:
    """The model before: log tf times idf, unit length on both sides."""
    counts, words = one.counts(BASE.title_weight)
    size = len(one.collection.documents)
    fit = corpus_statistics.compute_statistics(counts, words, np.arange(counts.shape[0]) >= size, BASE)
    matrix = counts.astype(np.float64)
    matrix.data = (1 + np.log(matrix.data)) * fit.term_weights[matrix.indices] ** 2
    matrix = tried.unit(matrix)
    return np.asarray((matrix[size:] @ matrix[:size].T).todense())


def _row(name: str, found: list[np.ndarray], base: list[np.ndarray]) -> dict:
    means, before = [values.mean() for values in found], [values.mean() for values in base]
    gain = 100 * float(np.mean([now / then - 1 for now, then in zip(means, before, strict=True)]))
    differences = np.concatenate([now - then for now, then in zip(found, base, strict=True)])
    p = float(stats.ttest_1samp(differences, 0.0).pvalue) if differences.any() else 1.0
    size = " ".join(f"{mean:.4f}" for mean in means)
    print(f"{name:38} {size}  {gain:+.2f} %  p {p:.3f}", flush=True)
    return {
        "work": name, "size": size, "peer": "production", "ours": round(gain, 2), "theirs": 0.0,
        "ratio": round(p, 4), "floor": None, "ambition": None,
    }  # fmt: skip
