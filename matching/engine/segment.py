"""A set of documents that is scored as one: the stored ones of a generation, or the fresh ones beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.engine.columns import Column, Mask, column_of
from matching.engine.store import Generation
from matching.engine.types import Document
from matching.engine.weigh import Floats, Vector

Postings = tuple[npt.NDArray[np.integer], Floats]  # documents that hold a term, and its weight in each


@dataclass(frozen=True)
class Segment:
    """Arrays over n documents. `order` is the place of each in the order of keys, for ties."""

    keys: Sequence[str]
    kinds: Mapping[str, Mask]
    columns: Mapping[str, Column]
    postings: Callable[[str], Postings | None]
    order: npt.NDArray[np.int64]
    visible: Mask

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each visible document stands."""
        return {key: place for place, key in enumerate(self.keys) if self.visible[place]}

    def scores(self, vector: Vector) -> Floats:
        """The dot product with every document, added up term by term in alphabetical order."""
        found = [
            (documents, weights * weight)
            for term, weight in zip(vector.terms, vector.weights, strict=True)
            if (entry := self.postings(term)) is not None
            for documents, weights in (entry,)
        ]
        if not found:
            return np.zeros(len(self))
        documents = np.concatenate([entry[0] for entry in found])
        weights = np.concatenate([entry[1] for entry in found])
        return np.bincount(documents, weights, minlength=len(self)).astype(np.float64, copy=False)

    def holding(self, terms: Sequence[str]) -> Mask:
        """The documents that hold at least one of the terms."""
        found = np.zeros(len(self), dtype=bool)
        for term in terms:
            if (entry := self.postings(term)) is not None:
                found[entry[0]] = True
        return found

    def of_kind(self, kind: str | None) -> Mask:
        if kind is None:
            return self.visible
        return self.visible & self.kinds.get(kind, np.zeros(len(self), dtype=bool))

    def without(self, keys: Sequence[str]) -> "Segment":
        """The same documents with some hidden."""
        visible = self.visible.copy()
        visible[[self.places[key] for key in keys if key in self.places]] = False
        return Segment(self.keys, self.kinds, self.columns, self.postings, self.order, visible)


@dataclass(frozen=True, slots=True)
class _StoredPostings:
    vocabulary: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    weights: Floats

    def __call__(self, term: str) -> Postings | None:
        place = self.vocabulary.get(term)
        if place is None:
            return None
        start, end = self.starts[place], self.starts[place + 1]
        return self.documents[start:end], self.weights[start:end]


def stored(generation: Generation, vocabulary: Mapping[str, int]) -> Segment:
    contents = generation.contents
    size = len(contents.keys)
    return Segment(
        keys=contents.keys,
        kinds=_kinds(contents.kinds),
        columns=contents.columns,
        postings=_StoredPostings(
            vocabulary,
            np.asarray(contents.starts),  # plain views of the mapped files: slicing is cheaper
            np.asarray(contents.documents),
            np.asarray(contents.weights),
        ),
        order=np.arange(size),  # keys are stored in order
        visible=np.ones(size, dtype=bool),
    )


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since the generation. Extending gives a new one and leaves this one as it is."""

    rows: tuple[tuple[str, str, Mapping[str, tuple[str, ...]]], ...] = ()  # key, kind, facets
    postings: Mapping[str, Postings] | None = None
    hidden: frozenset[int] = frozenset()

    def extended(self, puts: Sequence[tuple[Document, Vector]], drops: set[str]) -> "Delta":
        """The later of two puts of one key holds."""
        rows, hidden = list(self.rows), set(self.hidden)
        latest = {row[0]: place for place, row in enumerate(rows) if place not in hidden}
        hidden |= {latest.pop(key) for key in drops if key in latest}
        fresh: dict[str, tuple[list[int], list[float]]] = {}
        for document, vector in puts:
            if document.key in latest:
                hidden.add(latest[document.key])
            place = latest[document.key] = len(rows)
            rows.append((document.key, document.kind, document.facets))
            for term, weight in zip(vector.terms, vector.weights, strict=True):
                places, weights = fresh.setdefault(term, ([], []))
                places.append(place)
                weights.append(weight)
        postings = dict(self.postings or {})
        for term, (places, weights) in fresh.items():
            postings[term] = _appended(postings.get(term), places, weights)
        return Delta(tuple(rows), postings, frozenset(hidden))

    def segment(self) -> Segment:
        keys = [row[0] for row in self.rows]
        names = sorted({name for row in self.rows for name in row[2]})
        order = np.empty(len(keys), dtype=np.int64)
        order[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        visible = np.ones(len(keys), dtype=bool)
        visible[sorted(self.hidden)] = False
        return Segment(
            keys=keys,
            kinds=_kinds([row[1] for row in self.rows]),
            columns={name: column_of([row[2].get(name, ()) for row in self.rows]) for name in names},
            postings=(self.postings or {}).get,
            order=order,
            visible=visible,
        )


def _appended(known: Postings | None, places: list[int], weights: list[float]) -> Postings:
    fresh = np.array(places, dtype=np.int32), np.array(weights, dtype=np.float64)
    return fresh if known is None else (np.append(known[0], fresh[0]), np.append(known[1], fresh[1]))


def _kinds(kinds: Sequence[str]) -> dict[str, Mask]:
    found = np.array(kinds, dtype=object)
    return {kind: np.asarray(found == kind, dtype=bool) for kind in sorted(set(kinds))}
