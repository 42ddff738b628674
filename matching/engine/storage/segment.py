"""Documents of one kind that are scored as one: the stored ones of a generation, or the fresh ones beside it."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Ids, Mask
from matching.engine.kernels import scoring
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.kernels.inverted_index import Blocks, counts, holding
from matching.engine.kernels.top_k import Best, best
from matching.engine.storage.doc_values import Column, passing
from matching.engine.storage.generation import ASKED, BRIDGED, Part
from matching.engine.storage.string_table import Strings


class Form(Protocol):
    """The weights of the documents of a segment in one of their forms."""

    @property
    def rows(self) -> Rows: ...

    def top(self, queries: Rows, limit: int, allowed: Mask, hidden: Sequence[Ids], floor: float) -> Best: ...

    def holding(self, terms: Sequence[int]) -> Mask: ...

    def counts(self, terms: int) -> npt.NDArray[np.int64]:
        """How many documents hold each of the first so many terms."""


@dataclass(frozen=True)
class StoredForm:
    """Mapped from a generation; the documents are in the order of their keys."""

    blocks: Blocks

    @property
    def rows(self) -> Rows:
        return self.blocks.rows

    def top(self, queries: Rows, limit: int, allowed: Mask, hidden: Sequence[Ids], floor: float) -> Best:
        starts = np.concatenate([[0], np.cumsum([len(ids) for ids in hidden])]).astype(np.int64)
        exclude = (starts, np.concatenate(hidden).astype(np.int64) if hidden else np.zeros(0, np.int64))
        known = below(queries, self.blocks.vocabulary)
        return scoring.top(self.blocks, known, limit, allowed=allowed, exclude=exclude, floor=floor)

    def holding(self, terms: Sequence[int]) -> Mask:
        return holding(self.blocks, terms)

    def counts(self, terms: int) -> npt.NDArray[np.int64]:
        return counts(self.blocks)[:terms]


@dataclass(frozen=True)
class FreshForm:
    """A few thousand rows in memory, scored one by one; `order` is the place of each in the order of keys."""

    rows: Rows
    order: Ids

    def top(self, queries: Rows, limit: int, allowed: Mask, hidden: Sequence[Ids], floor: float) -> Best:
        starts, found = [0], []
        for number in range(len(queries)):
            scores = scoring.scores(self.rows, queries.picked(np.array([number])))
            fit = allowed & (scores > 0) & (scores >= floor)
            fit[hidden[number]] = False
            places = best(scores, fit, self.order, limit)
            found.append((places, scores[places]))
            starts.append(starts[-1] + len(places))
        ids = np.concatenate([np.zeros(0, np.int64), *(places for places, _scores in found)])
        return Best(
            np.array(starts), ids, np.concatenate([np.zeros(0), *(scores for _places, scores in found)])
        )

    def holding(self, terms: Sequence[int]) -> Mask:
        held = np.zeros(len(self.rows), dtype=bool)
        held[self.rows.numbers()[np.isin(self.rows.terms, np.array(terms, dtype=np.int64))]] = True
        return held

    def counts(self, terms: int) -> npt.NDArray[np.int64]:
        return np.bincount(self.rows.terms, minlength=terms)[:terms]


@dataclass(frozen=True)
class Segment(ABC):
    """n documents of one kind. `order` is the place of each in the order of keys, for ties."""

    kind: str
    keys: Sequence[str]
    chinese: Mask
    columns: Mapping[str, Column]
    forms: Mapping[str, Form]
    order: Ids
    visible: Mask

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def count(self) -> int:
        return int(self.visible.sum())

    @cached_property
    def speaking(self) -> dict[bool | None, Mask]:
        """The visible documents that are Chinese, those that are not, and all."""
        return {True: self.visible & self.chinese, False: self.visible & ~self.chinese, None: self.visible}

    @abstractmethod
    def place(self, key: str) -> int | None:
        """Where a visible document stands."""

    def names(self, places: Ids) -> list[str]:
        """The keys at these places."""
        return [self.keys[place] for place in places.tolist()]

    def form(self, name: str) -> Form:
        """Needs of a generation without the other language have no bridged form; see matching.engine.bridge."""
        return self.forms[ASKED if name == BRIDGED and BRIDGED not in self.forms else name]

    def without(self, keys: Collection[str]) -> Self:
        """The same documents with some hidden."""
        places = [place for key in keys if (place := self.place(key)) is not None]
        if not places:
            return self
        visible = self.visible.copy()
        visible[places] = False
        return replace(self, visible=visible)

    def allowed(self, chinese: bool | None, where: Mapping[str, Collection[str]]) -> Mask:
        mask = self.speaking[chinese]
        for choice in passing(self.columns, where, len(self)).values():
            mask = mask & choice
        return mask


@dataclass(frozen=True)
class StoredSegment(Segment):
    keys: Strings

    def place(self, key: str) -> int | None:
        place = self.keys.place(key)
        return place if place is not None and self.visible[place] else None

    def names(self, places: Ids) -> list[str]:
        return self.keys.many(places)


@dataclass(frozen=True)
class FreshSegment(Segment):
    def place(self, key: str) -> int | None:
        return self._known.get(key)

    @cached_property
    def _known(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys) if self.visible[place]}


def below(rows: Rows, terms: int) -> Rows:
    """The rows without terms numbered `terms` or higher: words that only the delta holds."""
    kept = rows.terms < terms
    return rows if kept.all() else rows.only(kept)


def stored(kind: str, part: Part) -> StoredSegment:
    size = len(part.keys)
    return StoredSegment(
        kind=kind,
        keys=Strings.of(part.keys),
        chinese=np.asarray(part.chinese),
        columns=part.columns,
        forms={name: StoredForm(blocks) for name, blocks in part.forms.items()},
        order=np.arange(size),
        visible=np.ones(size, dtype=bool),
    )
