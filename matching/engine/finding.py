"""The best of one segment for many queries: each among those it may meet, and none that shares no word of the text."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from matching.engine.blocks import Rows
from matching.engine.columns import Mask
from matching.engine.demands import Facets, meeting, terms
from matching.engine.segment import Form, Found, Ids, Segment

DEEPER = 4  # how many times as many are looked at when signals alone took places
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
) -> Found:
    """For each query, which has `facets`, the best of the base documents that are not hidden from it."""
    nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    found: Found = [nothing for _query in range(len(queries))]
    groups: dict[Hashable, list[int]] = {}
    for number, own in enumerate(facets):
        groups.setdefault(terms(segment, own), []).append(number)
    for numbers in groups.values():
        allowed = meeting(segment, facets[numbers[0]], base)
        if not allowed.any():
            continue
        rows = queries if len(numbers) == len(queries) else _chosen(queries, numbers)
        asked = segment.form(form)
        tops = asked.top(rows, limit, allowed, [hidden[number] for number in numbers], floor)
        for place, (number, top) in enumerate(zip(numbers, tops, strict=True)):
            if not any(beside):
                found[number] = top
                continue
            row = _chosen(rows, [place])
            text = row.terms[~_is_signal(row.terms, beside)]
            if len(text) < len(row.terms):
                top = _speaking(asked, row, text, limit, allowed, hidden[number], floor, top)
            found[number] = top
    return found


def _speaking(
    form: Form,
    query: Rows,
    text: npt.NDArray[np.int32],
    limit: int,
    allowed: Mask,
    hidden: Ids,
    floor: float,
    top: tuple[Ids, npt.NDArray[np.float64]],
) -> tuple[Ids, npt.NDArray[np.float64]]:
    """The best `limit` that share one of the terms of the text: signals alone bring nobody together."""
    asked = limit
    while True:
        places, scores = top
        rows = form.rows
        speaks = np.array(
            [_share(text, rows.terms[rows.starts[place] : rows.starts[place + 1]]) for place in places],
            dtype=bool,
        )
        if speaks.sum() >= limit or len(places) < asked or not len(text):
            return places[speaks][:limit], scores[speaks][:limit]
        asked *= DEEPER
        (top,) = form.top(query, asked, allowed, [hidden], floor)


def _share(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> bool:
    """Whether two rows of ascending numbers have one in common."""
    at = np.searchsorted(other, one)
    return bool((other[np.minimum(at, len(other) - 1)] == one).any()) if len(other) else False


def _is_signal(terms: npt.NDArray[np.int32], beside: Beside) -> Mask:
    found = np.zeros(len(terms), dtype=bool)
    for numbers in beside:
        found |= (terms >= numbers.start) & (terms < numbers.stop)
    return found


def _chosen(rows: Rows, numbers: Sequence[int]) -> Rows:
    parts = [slice(int(rows.starts[number]), int(rows.starts[number + 1])) for number in numbers]
    starts = np.concatenate([[0], np.cumsum([part.stop - part.start for part in parts])]).astype(np.int64)
    return Rows(
        starts,
        np.concatenate([rows.terms[part] for part in parts]),
        np.concatenate([rows.weights[part] for part in parts]),
    )
