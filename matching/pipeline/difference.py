"""What was found for listings of one side, one or many, beside what is stored: the difference, as arrays.

Values are compared exactly: a score is equal to the last bit from whichever side a pair is matched
(`matching/engine/kernels/scoring.py`).
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.enums import Side

Rows = npt.NDArray[Any]  # structured, of one of the types below

FOUND = np.dtype(
    [
        ("need", "i8"),
        ("offer", "i8"),
        ("score", "f8"),
        ("strength", "f8"),
        ("rank", "i4"),  # for the side that was matched; from 1
        ("need_revision", "i4"),
        ("offer_revision", "i4"),
    ]
)
STORED = np.dtype([("id", "i8"), *FOUND.descr, ("other_rank", "i4")])  # other_rank: 0 is none


class Kept(NamedTuple):
    """What writing candidates came to, in rows."""

    new: int = 0
    updated: int = 0
    removed: int = 0


class Difference(NamedTuple):
    put: Rows  # FOUND: new, or not as stored
    demoted: npt.NDArray[np.int64]  # rows that only the other side still ranks
    gone: npt.NDArray[np.int64]  # rows that nobody ranks any longer


def difference(found: Rows, stored: Rows) -> Difference:
    """`stored`: the rows that the matched side ranks. A pair may stand once in each of the two."""
    place = _places(found, stored)
    known = place >= 0
    put = ~known
    put[known] = _differ(found[known], stored[place[known]])
    missing = np.ones(len(stored), dtype=bool)
    missing[place[known]] = False
    lost = stored[missing]
    ranked = lost["other_rank"] > 0
    return Difference(found[put], lost["id"][ranked], lost["id"][~ranked])


def _places(found: Rows, stored: Rows) -> npt.NDArray[np.int64]:
    """Where each found pair is stored; -1: it is not."""
    place = np.full(len(found), -1, dtype=np.int64)
    if not len(found) or not len(stored):
        return place
    offers = np.unique(np.concatenate([found["offer"], stored["offer"]]))
    needs = np.unique(np.concatenate([found["need"], stored["need"]]))
    names = [
        np.searchsorted(needs, rows["need"]) * len(offers) + np.searchsorted(offers, rows["offer"])
        for rows in (found, stored)
    ]
    order = np.argsort(names[1])
    at = np.minimum(np.searchsorted(names[1], names[0], sorter=order), len(stored) - 1)
    same = names[1][order[at]] == names[0]
    place[same] = order[at[same]]
    return place


def _differ(found: Rows, stored: Rows) -> npt.NDArray[np.bool_]:
    differs = np.zeros(len(found), dtype=bool)
    for name in ("rank", "need_revision", "offer_revision", "score", "strength"):
        differs |= found[name] != stored[name]
    return differs


def as_found(stored: Rows) -> Rows:
    """The columns of FOUND of stored rows."""
    rows = np.zeros(len(stored), dtype=FOUND)
    for name in FOUND.names or ():
        rows[name] = stored[name]
    return rows


def sides(kind: str) -> tuple[str, str]:
    """The names of the matched side and of the other one."""
    return ("need", "offer") if kind == Side.NEED else ("offer", "need")
