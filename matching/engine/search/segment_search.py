"""The best of one segment for many queries: each among those it may meet, and none that shares no word of the text."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Array, Ids, Mask
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.kernels.top_k import Best, flat, gathered
from matching.engine.search.constraints import Facets, demanded, meeting, terms
from matching.engine.storage.segment import Form, Segment

DEEPER = 4  # how many times as many are looked at when signals alone took places
PAIRS = 10_000  # looked at together: some 20 MB
WIDTH = 1 << 31  # above every number of a term
Beside = tuple[range, range]  # numbers of terms that are signals


def best(
    segment: Segment,
    form: str,
    queries: Rows,
    limit: int,
    *,
    base: Mask,
    facets: Sequence[Facets],
    hidden: Sequence[Ids],
    floor: float,
    beside: Beside,
) -> Best:
    """For each query, which has `facets`, the best of the base documents that are not hidden from it."""
    groups: dict[Hashable, list[int]] = {}
    if any(facets) or demanded(segment):
        for number, own in enumerate(facets):
            groups.setdefault(terms(segment, own), []).append(number)
    elif facets:
        groups[()] = list(range(len(facets)))
    parts: list[tuple[Array, Best]] = []
    for numbers in groups.values():
        allowed = meeting(segment, facets[numbers[0]], base)
        if not allowed.any():
            continue
        members = np.array(numbers)
        rows = queries if len(numbers) == len(queries) else queries.picked(members)
        asked = _Asked(segment, segment.form(form), limit, allowed, floor, beside)
        parts.append((members, asked.best(rows, [hidden[number] for number in numbers], limit)))
    if len(parts) == len(groups) == 1:
        return parts[0][1]
    return _joined(segment, parts, len(queries), limit)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One form of one segment, asked by queries that may meet the same documents."""

    segment: Segment
    form: Form
    limit: int
    allowed: Mask
    floor: float
    beside: Beside

    def best(self, queries: Rows, hidden: Sequence[Ids], deep: int) -> Best:
        """Of the best `deep` the best `limit` that share a term of the text: signals alone bring nobody together.

        Looks deeper for those who found too few.
        """
        top = self.form.top(queries, deep, self.allowed, hidden, self.floor)
        signals = _is_signal(queries.terms, self.beside)
        if not signals.any():
            return top
        text = queries.only(~signals)
        speaks = _share(text, self.form.rows, top)
        spoken = np.bincount(top.queries[speaks], minlength=len(queries))
        full = (np.diff(top.starts) >= deep) & (np.diff(text.starts) > 0)
        short = np.flatnonzero(full & (spoken < self.limit))
        parts = [(np.arange(len(queries)), top.only(speaks & ~np.isin(top.queries, short)))]
        for number in short.tolist():
            one = np.array([number])
            parts.append((one, self.best(queries.picked(one), [hidden[number]], deep * DEEPER)))
        return _joined(self.segment, parts, len(queries), self.limit)


def _joined(segment: Segment, parts: Sequence[tuple[Array, Best]], count: int, limit: int) -> Best:
    queries, ids, scores = flat(parts)
    return gathered(queries, ids, scores, count=count, k=limit, order=segment.order[ids])


def _share(text: Rows, rows: Rows, top: Best) -> Mask:
    """Whether each found document holds a term of the text of its query."""
    wanted = text.numbers() * WIDTH + text.terms  # ascending: so are the terms of a row
    shares, queries = np.zeros(len(top.ids), dtype=bool), top.queries
    for first in range(0, len(wanted) and len(top.ids), PAIRS):
        here = slice(first, first + PAIRS)
        found = rows.picked(top.ids[here])
        pairs = found.numbers()
        held = queries[here][pairs] * WIDTH + found.terms
        at = np.minimum(np.searchsorted(wanted, held), len(wanted) - 1)
        shares[first + pairs[wanted[at] == held]] = True
    return shares


def _is_signal(terms: Array, beside: Beside) -> Mask:
    found = np.zeros(len(terms), dtype=bool)
    for numbers in beside:
        if numbers:
            found |= (terms >= numbers.start) & (terms < numbers.stop)
    return found
