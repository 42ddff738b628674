"""Questions about many stored listings at once, put to the engine."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from catalog.models import Listing
from matching import corpus
from matching.engine import Index, Match


def match_many(
    index: Index, keys: Sequence[str], *, kind: str, limit: int, exclude: Mapping[str, Collection[str]]
) -> list[list[Match]]:
    """The best listings of a kind for each of these, which are stored; `exclude` is per key."""
    if many := getattr(index, "match_many", None):
        found: list[list[Match]] = many(keys, kind=kind, limit=limit, exclude=exclude, floor=0.0)
        return found
    documents = {
        document.key: document
        for document in corpus.documents(corpus.with_patents(Listing.objects.filter(public_id__in=keys)))
    }
    return [
        index.match(documents[key], kind=kind, limit=limit, exclude=exclude.get(key, ()))
        if key in documents
        else []
        for key in keys
    ]


def costs(index: Index, keys: Sequence[str]) -> npt.NDArray[np.int64]:
    """How much work each of these is, in postings; a key that is not stored counts as one."""
    if cost := getattr(index, "cost", None):
        return np.maximum(np.asarray(cost(keys), dtype=np.int64), 1)
    return np.ones(len(keys), dtype=np.int64)


def parts(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))
