"""Many stored documents at once, by their numbers: no Python object for a pair, and few for a document."""

from collections.abc import Mapping

import numpy as np

from matching.engine import finding
from matching.engine.asking import Asker
from matching.engine.blocks import Array
from matching.engine.ranking import Best, flat, gathered
from matching.engine.segment import Ids
from matching.engine.store import TEXT

Hidden = Mapping[int, Ids]  # which of the questions -> numbers of documents that it must not find
COSTED = 10_000  # documents whose rows are copied at once
NONE = np.zeros(0, dtype=np.int64)


def best(asker: Asker, numbers: Ids, *, kind: str, limit: int, floor: float, hidden: Hidden) -> Best:
    """The best documents of a kind for each of the numbered ones; ids are numbers too."""
    facets = asker.facets(numbers, kind)
    parts: list[tuple[Array, Best]] = []
    for stack in asker.stacks(numbers, kind):
        for first, segment in asker.numbering.parts():
            base = segment.allowed(stack.chinese, {})
            if segment.kind != kind or limit <= 0 or not base.any():
                continue
            tops = finding.best(
                segment,
                stack.form,
                stack.rows,
                limit,
                base=base,
                facets=[facets[asking] for asking in stack.asking],
                hidden=_inside(hidden, stack.asking, first, len(segment)),
                floor=floor,
                beside=asker.lexicon.beside,
            )
            parts.append((stack.asking, Best(tops.starts, tops.ids + first, tops.scores)))
    if len(parts) == 1 and len(parts[0][0]) == len(numbers):  # all asked one segment in one language
        return parts[0][1]
    queries, ids, scores = flat(parts)
    order = asker.numbering.order(queries, ids, scores)
    return gathered(queries, ids, scores, count=len(numbers), k=limit, order=order)


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
