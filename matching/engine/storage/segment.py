"""A segment: documents of one kind that are scored together, stored in a generation or added in memory
since.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, Self

import numpy as np

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
    """The vectors of a segment's documents in one representation."""

    @property
    def rows(self) -> CsrMatrix: ...

    def top_k(
        self, queries: CsrMatrix, limit: int, allowed: Mask, exclusions: Sequence[Ids], floor: float
    ) -> TopK:
        """Top k of each query among `allowed`, bool (documents); `exclusions` are positions for each query,
        `floor` is the smallest score.
        """

    def documents_containing(self, terms: Sequence[int]) -> Mask:
        """The documents with at least one of the terms, bool (documents)."""

    def document_frequencies(self, terms: int) -> Ids:
        """How many documents contain each of the first `terms` terms, int64 (terms)."""


@dataclass(frozen=True)
class StoredVectors:
    """Vectors mapped from a generation; documents are in the order of their keys."""

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

    def document_frequencies(self, terms: int) -> Ids:
        return document_frequencies(self.blocks)[:terms]


@dataclass(frozen=True)
class MemoryVectors:
    """A few thousand vectors in memory; `order` is the rank of each document's key, int64 (documents)."""

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
            positions = top_k_of_scores(scores, fit, self.order, limit)
            found.append((positions, scores[positions]))
            starts.append(starts[-1] + len(positions))
        ids = np.concatenate([np.zeros(0, np.int64), *(positions for positions, _scores in found)])
        return TopK(
            np.array(starts), ids, np.concatenate([np.zeros(0), *(scores for _places, scores in found)])
        )

    def documents_containing(self, terms: Sequence[int]) -> Mask:
        held = np.zeros(len(self.rows), dtype=bool)
        held[self.rows.row_numbers()[np.isin(self.rows.terms, np.array(terms, dtype=np.int64))]] = True
        return held

    def document_frequencies(self, terms: int) -> Ids:
        return np.bincount(self.rows.terms, minlength=terms)[:terms]


@dataclass(frozen=True)
class Segment(ABC):
    """n documents of one kind. chinese and visible are bool (n); order is the rank of each key among the
    keys, int64 (n), which breaks ties. Replaced and dropped documents are invisible.
    """

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
        """Visible documents: Chinese (True), others (False), all (None); bool (n) each."""
        return {True: self.visible & self.chinese, False: self.visible & ~self.chinese, None: self.visible}

    @abstractmethod
    def position_of(self, key: str) -> int | None:
        """The position of a visible document, None for others."""

    def keys_at(self, positions: Ids) -> list[str]:
        """The keys at these positions."""
        return [self.keys[position] for position in positions.tolist()]

    def vectors_of(self, name: str) -> Vectors:
        """The named vectors; the query vectors where the generation has no translated ones."""
        return self.vectors[
            QUERY if name == TRANSLATED_QUERY and TRANSLATED_QUERY not in self.vectors else name
        ]

    def excluding(self, keys: Collection[str]) -> Self:
        """The segment with these documents invisible."""
        positions = [position for key in keys if (position := self.position_of(key)) is not None]
        if not positions:
            return self
        visible = self.visible.copy()
        visible[positions] = False
        return replace(self, visible=visible)

    def mask(self, chinese: bool | None, where: Mapping[str, Collection[str]]) -> Mask:
        """Visible documents of a language that pass the filters, bool (n)."""
        mask = self.by_language[chinese]
        for choice in filter_masks(self.columns, where, len(self)).values():
            mask = mask & choice
        return mask


@dataclass(frozen=True)
class StoredSegment(Segment):
    keys: StringTable

    def position_of(self, key: str) -> int | None:
        position = self.keys.index_of(key)
        return position if position is not None and self.visible[position] else None

    def keys_at(self, positions: Ids) -> list[str]:
        return self.keys.take(positions)


@dataclass(frozen=True)
class MemorySegment(Segment):
    def position_of(self, key: str) -> int | None:
        return self._known.get(key)

    @cached_property
    def _known(self) -> dict[str, int]:
        return {key: position for position, key in enumerate(self.keys) if self.visible[position]}


def drop_new_terms(rows: CsrMatrix, terms: int) -> CsrMatrix:
    """The rows without terms numbered `terms` or higher, which only memory segments hold."""
    kept = rows.terms < terms
    return rows if kept.all() else rows.filter(kept)


def stored_segment(kind: str, part: KindContents) -> StoredSegment:
    """The segment of a generation's documents of a kind."""
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
