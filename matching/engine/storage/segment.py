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
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.kernels.inverted_index import (
    BlockedInvertedIndex,
    document_frequencies,
    documents_containing,
)
from matching.engine.kernels.top_k import TopK, top_k_of_scores
from matching.engine.storage.doc_values import FacetColumn, filter_masks
from matching.engine.storage.generation import QUERY, TRANSLATED_QUERY, KindContents
from matching.engine.storage.string_table import StringTable


class Vectors(Protocol):
    """The weights of the documents of a segment in one of their forms."""

    @property
    def rows(self) -> CsrMatrix: ...

    def top_k(
        self, queries: CsrMatrix, limit: int, allowed: Mask, exclusions: Sequence[Ids], floor: float
    ) -> TopK: ...

    def documents_containing(self, terms: Sequence[int]) -> Mask: ...

    def document_frequencies(self, terms: int) -> npt.NDArray[np.int64]:
        """How many documents hold each of the first so many terms."""


@dataclass(frozen=True)
class StoredVectors:
    """Mapped from a generation; the documents are in the order of their keys."""

    blocks: BlockedInvertedIndex

    @property
    def rows(self) -> CsrMatrix:
        return self.blocks.rows

    def top_k(
        self, queries: CsrMatrix, limit: int, allowed: Mask, exclusions: Sequence[Ids], floor: float
    ) -> TopK:
        starts = np.concatenate([[0], np.cumsum([len(ids) for ids in exclusions])]).astype(np.int64)
        exclude = (
            starts,
            np.concatenate(exclusions).astype(np.int64) if exclusions else np.zeros(0, np.int64),
        )
        known = drop_new_terms(queries, self.blocks.vocabulary)
        return scoring.top_k(self.blocks, known, limit, allowed=allowed, exclude=exclude, floor=floor)

    def documents_containing(self, terms: Sequence[int]) -> Mask:
        return documents_containing(self.blocks, terms)

    def document_frequencies(self, terms: int) -> npt.NDArray[np.int64]:
        return document_frequencies(self.blocks)[:terms]


@dataclass(frozen=True)
class MemoryVectors:
    """A few thousand rows in memory, scored one by one; `order` is the place of each in the order of keys."""

    rows: CsrMatrix
    order: Ids

    def top_k(
        self, queries: CsrMatrix, limit: int, allowed: Mask, exclusions: Sequence[Ids], floor: float
    ) -> TopK:
        starts, found = [0], []
        for number in range(len(queries)):
            scores = scoring.scores(self.rows, queries.take(np.array([number])))
            fit = allowed & (scores > 0) & (scores >= floor)
            fit[exclusions[number]] = False
            places = top_k_of_scores(scores, fit, self.order, limit)
            found.append((places, scores[places]))
            starts.append(starts[-1] + len(places))
        ids = np.concatenate([np.zeros(0, np.int64), *(places for places, _scores in found)])
        return TopK(
            np.array(starts), ids, np.concatenate([np.zeros(0), *(scores for _places, scores in found)])
        )

    def documents_containing(self, terms: Sequence[int]) -> Mask:
        held = np.zeros(len(self.rows), dtype=bool)
        held[self.rows.row_numbers()[np.isin(self.rows.terms, np.array(terms, dtype=np.int64))]] = True
        return held

    def document_frequencies(self, terms: int) -> npt.NDArray[np.int64]:
        return np.bincount(self.rows.terms, minlength=terms)[:terms]


@dataclass(frozen=True)
class Segment(ABC):
    """n documents of one kind. `order` is the place of each in the order of keys, for ties."""

    kind: str
    keys: Sequence[str]
    chinese: Mask
    columns: Mapping[str, FacetColumn]
    vectors: Mapping[str, Vectors]
    order: Ids
    visible: Mask

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def visible_count(self) -> int:
        return int(self.visible.sum())

    @cached_property
    def by_language(self) -> dict[bool | None, Mask]:
        """The visible documents that are Chinese, those that are not, and all."""
        return {True: self.visible & self.chinese, False: self.visible & ~self.chinese, None: self.visible}

    @abstractmethod
    def position_of(self, key: str) -> int | None:
        """Where a visible document stands."""

    def keys_at(self, places: Ids) -> list[str]:
        """The keys at these places."""
        return [self.keys[place] for place in places.tolist()]

    def vectors_of(self, name: str) -> Vectors:
        """Needs of a generation without the other language have no bridged form; see matching.engine.bridge."""
        return self.vectors[
            QUERY if name == TRANSLATED_QUERY and TRANSLATED_QUERY not in self.vectors else name
        ]

    def excluding(self, keys: Collection[str]) -> Self:
        """The same documents with some exclusions."""
        places = [place for key in keys if (place := self.position_of(key)) is not None]
        if not places:
            return self
        visible = self.visible.copy()
        visible[places] = False
        return replace(self, visible=visible)

    def mask(self, chinese: bool | None, where: Mapping[str, Collection[str]]) -> Mask:
        mask = self.by_language[chinese]
        for choice in filter_masks(self.columns, where, len(self)).values():
            mask = mask & choice
        return mask


@dataclass(frozen=True)
class StoredSegment(Segment):
    keys: StringTable

    def position_of(self, key: str) -> int | None:
        place = self.keys.index_of(key)
        return place if place is not None and self.visible[place] else None

    def keys_at(self, places: Ids) -> list[str]:
        return self.keys.take(places)


@dataclass(frozen=True)
class MemorySegment(Segment):
    def position_of(self, key: str) -> int | None:
        return self._known.get(key)

    @cached_property
    def _known(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys) if self.visible[place]}


def drop_new_terms(rows: CsrMatrix, terms: int) -> CsrMatrix:
    """The rows without terms numbered `terms` or higher: words that only the delta holds."""
    kept = rows.terms < terms
    return rows if kept.all() else rows.filter(kept)


def stored_segment(kind: str, part: KindContents) -> StoredSegment:
    size = len(part.keys)
    return StoredSegment(
        kind=kind,
        keys=StringTable.build(part.keys),
        chinese=np.asarray(part.chinese),
        columns=part.columns,
        vectors={name: StoredVectors(blocks) for name, blocks in part.vectors.items()},
        order=np.arange(size),
        visible=np.ones(size, dtype=bool),
    )
