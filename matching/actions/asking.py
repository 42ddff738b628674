"""Questions about many stored listings at once, put to the engine."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matching.engine import MISSING, Index


def costs(index: Index, keys: Sequence[str], *, kind: str) -> npt.NDArray[np.int64]:
    """How much work each of these is against a kind, in postings; at least 1."""
    numbers = index.ids_of(keys)
    held = numbers != MISSING
    found = np.ones(len(keys), dtype=np.int64)
    found[held] = np.maximum(index.cost(numbers[held], kind=kind), 1)
    return found


def parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))
