"""The best k, exactly, in one order: higher scores first, equal scores by key."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from matching.engine.columns import Mask
from matching.engine.weigh import Floats


def best(scores: Floats, allowed: Mask, order: npt.NDArray[np.int64], limit: int) -> npt.NDArray[np.int64]:
    """Places of the best allowed ones. `order` breaks ties: lower first."""
    places = np.flatnonzero(allowed)
    if limit <= 0 or not len(places):
        return places[:0]
    found = scores[places]
    if len(places) > limit:
        least = -np.partition(-found, limit - 1)[limit - 1]
        places = places[found >= least]  # all that tie with the last one take part
        found = scores[places]
    return places[np.lexsort((order[places], -found))[:limit]]


def merged(parts: Iterable[Iterable[tuple[str, float]]], limit: int) -> list[tuple[str, float]]:
    """The best of the best of several sets."""
    found = [entry for part in parts for entry in part]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:limit]
