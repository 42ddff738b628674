"""Questions about many stored listings at once, put to the engine."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matching.engine import Index, Match


def match_many(
    index: Index, keys: Sequence[str], *, kind: str, limit: int, exclude: Mapping[str, Collection[str]]
) -> list[list[Match] | None]:
    """The best listings of a kind for each of these; None for one that the index does not hold."""
    held = [key for key in keys if index.has(key)]
    found = dict(zip(held, index.match_many(held, kind=kind, limit=limit, exclude=exclude), strict=True))
    return [found.get(key) for key in keys]


def costs(index: Index, keys: Sequence[str], *, kind: str) -> npt.NDArray[np.int64]:
    """How much work each of these is against a kind, in postings; at least 1."""
    held = np.array([index.has(key) for key in keys], dtype=bool)
    found = np.ones(len(keys), dtype=np.int64)
    found[held] = np.maximum(index.cost([key for key in keys if index.has(key)], kind=kind), 1)
    return found


def parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))
