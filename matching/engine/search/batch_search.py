"""Questions of many documents at once, answered in numbers: no Python object for a pair, and few for a document."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids, Mask
from matching.engine.documents import NEED
from matching.engine.kernels.top_k import Best, flat, gathered
from matching.engine.search import reranking, segment_search
from matching.engine.search.constraints import Facets
from matching.engine.search.query_builder import Asker, Stack
from matching.engine.storage.generation import TEXT
from matching.engine.storage.segment import Segment

Hidden = Mapping[int, Ids]  # which of the questions -> numbers of documents that it must not find
COSTED = 10_000  # documents whose rows are copied at once
NONE = np.zeros(0, dtype=np.int64)


def best(asker: Asker, numbers: Ids, *, kind: str, limit: int, floor: float, hidden: Hidden) -> Best:
    """The best documents of a kind for each of the numbered ones; ids are numbers too."""
    facets = asker.facets(numbers, kind)
    return answered(
        asker, asker.stacks(numbers, kind), facets, kind=kind, limit=limit, floor=floor, hidden=hidden
    )


def answered(
    asker: Asker,
    stacks: Iterable[Stack],
    facets: Sequence[Facets],
    *,
    kind: str,
    limit: int,
    floor: float,
    hidden: Hidden,
    where: Mapping[str, Collection[str]] | None = None,
) -> Best:
    """The best documents of a kind for the questions, one for each of `facets`.

    Offers that are looked for come in two stages: the best by their scores, then the first CANDIDATES of these anew.
    """
    share = asker.weigher.parameters.neighbours if kind != NEED else 0.0
    deep = max(limit, reranking.CANDIDATES) if share and limit > 0 else limit
    searches = _searches(asker, stacks, kind, where or {}) if limit > 0 else []
    tops = [search.best(deep, floor, facets, hidden, asker) for search in searches]
    if len(tops) == 1 and len(searches[0].stack.asking) == len(facets):  # all ask one segment in one language
        best = tops[0]
    else:
        entries = flat(list(zip((search.stack.asking for search in searches), tops, strict=True)))
        best = gathered(*entries, count=len(facets), k=deep, order=asker.numbering.order(*entries))
    if share and len(best.ids):
        best = reranking.ordered(best, asker.numbering, share)
    return best.first(limit)


@dataclass(frozen=True, slots=True)
class _Search:
    """Some questions to one segment, whose documents have numbers from `first` on."""

    stack: Stack
    segment: Segment
    first: int
    base: Mask

    def best(self, limit: int, floor: float, facets: Sequence[Facets], hidden: Hidden, asker: Asker) -> Best:
        tops = segment_search.best(
            self.segment,
            self.stack.form,
            self.stack.rows,
            limit,
            base=self.base,
            facets=[facets[asking] for asking in self.stack.asking],
            hidden=_inside(hidden, self.stack.asking, self.first, len(self.segment)),
            floor=floor,
            beside=asker.lexicon.beside,
        )
        return Best(tops.starts, tops.ids + self.first, tops.scores)


def _searches(
    asker: Asker, stacks: Iterable[Stack], kind: str, where: Mapping[str, Collection[str]]
) -> list[_Search]:
    found = []
    for stack in stacks:
        for first, segment in asker.numbering.parts():
            if segment.kind == kind and (base := segment.allowed(stack.chinese, where)).any():
                found.append(_Search(stack, segment, first, base))
    return found


def _inside(hidden: Hidden, asking: Ids, first: int, size: int) -> list[Ids]:
    """What is hidden from each question in one segment. Many share one array: the offers of their organisation."""
    known: dict[int, Ids] = {}
    found = []
    for question in asking.tolist():
        ids = hidden.get(question, NONE)
        if id(ids) not in known:
            known[id(ids)] = np.unique(ids[(ids >= first) & (ids < first + size)]) - first
        found.append(known[id(ids)])
    return found


def cost(asker: Asker, numbers: Ids, *, kind: str) -> Ids:
    """How many postings of stored documents of the kind a match of each numbered one reads."""
    terms = len(asker.weigher.vocabulary)
    held = np.zeros(terms + 1, dtype=np.int64)  # the last for words that only the delta holds
    for segment in asker.segments:
        if segment.kind == kind:
            held[:terms] += segment.forms[TEXT].counts(terms)
    costs = np.zeros(len(numbers), dtype=np.int64)
    for segment, asking, places in asker.numbering.split(numbers):
        for first in range(0, len(places), COSTED):
            here = slice(first, first + COSTED)
            rows = segment.form(TEXT).rows.picked(places[here])
            sums = np.concatenate([[0], np.cumsum(held[np.minimum(rows.terms, terms)])])
            costs[asking[here]] = np.diff(sums[rows.starts])
    return costs
