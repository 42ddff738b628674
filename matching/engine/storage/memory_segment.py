"""Documents in memory: those that changed since the generation, and those that are not matched. Extending
makes a new Delta and leaves the old one as it is.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.analysis.analyzer import SIGNAL
from matching.engine.arrays import Mask, TermIds
from matching.engine.kernels.csr_matrix import CsrMatrix
from matching.engine.storage.doc_values import FacetColumn, build_column, extend_column
from matching.engine.storage.generation import DOCUMENT, QUERY, IndexContents, KindContents
from matching.engine.storage.segment import MemorySegment, MemoryVectors
from matching.engine.weighting.tfidf import TermVector

AFTER_SIGNALS = SIGNAL[:-1] + chr(ord(SIGNAL[-1]) + 1)
EMPTY = CsrMatrix(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0))


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as a memory segment holds it: vectors and facets, no text."""

    key: str
    kind: str
    chinese: bool
    facets: Mapping[str, tuple[str, ...]]
    vectors: Mapping[str, TermVector]

    def vectors_of(self, name: str) -> TermVector:
        """The named vector; the query vector where there is no translated one."""
        return self.vectors[name] if name in self.vectors else self.vectors[QUERY]


@dataclass(frozen=True, slots=True)
class ExtendedVocabulary:
    """Terms of the generation, `known`, and after them terms that only the delta holds, `added`, in
    alphabetical order.
    """

    known: Mapping[str, int]
    added: Mapping[str, int] = field(default_factory=dict)
    signal_ranges: tuple[range, range] = (range(0), range(0))  # among the known and the added terms

    def number_of(self, term: str) -> int | None:
        """The number of a term; None for one that no document holds."""
        position = self.known.get(term)
        return self.added.get(term) if position is None else position

    def extended(self, terms: Collection[str]) -> "ExtendedVocabulary":
        """The vocabulary with more terms; added terms are numbered anew."""
        new = {term for term in terms if term not in self.known and term not in self.added}
        if not new:
            return self
        words = sorted(new | set(self.added))
        numbers = {term: len(self.known) + n for n, term in enumerate(words)}
        return ExtendedVocabulary(
            self.known, numbers, (self.signal_ranges[0], signal_range(words, len(self.known)))
        )

    def rows(self, vectors: Sequence[TermVector]) -> CsrMatrix:
        """A row for each vector; terms that no document holds are left out."""
        starts, terms, weights = [0], [], []
        for vector in vectors:
            found = [
                (number, weight)
                for term, weight in zip(vector.terms, vector.weights, strict=True)
                if (number := self.number_of(term)) is not None
            ]
            if self.added:
                found.sort()
            terms += [number for number, _weight in found]
            weights += [weight for _number, weight in found]
            starts.append(len(terms))
        return CsrMatrix(np.array(starts, np.int64), np.array(terms, np.int32), np.array(weights, np.float64))


def signal_range(words: Sequence[str], first: int = 0) -> range:
    """Numbers of the signals among words in alphabetical order."""
    return range(first + bisect_left(words, SIGNAL), first + bisect_left(words, AFTER_SIGNALS))


@dataclass(frozen=True, slots=True)
class Delta:
    """A memory segment for each kind; a replaced document stays as a hidden row until the next generation."""

    vocabulary: ExtendedVocabulary
    segments: Mapping[str, MemorySegment] = field(default_factory=dict)

    def extended(self, puts: Sequence[IndexedDocument], drops: Collection[str]) -> "Delta":
        """The delta with documents put and keys dropped; of two puts of one key the later holds."""
        latest = {entry.key: entry for entry in puts}
        gone = set(drops) | set(latest)
        words = {term for entry in latest.values() for name in entry.vectors.values() for term in name.terms}
        vocabulary = self.vocabulary.extended(words)
        renumbering = _renumbering(self.vocabulary, vocabulary)
        segments = {}
        for kind in sorted({*self.segments, *(entry.kind for entry in latest.values())}):
            own = [entry for entry in latest.values() if entry.kind == kind]
            before = self.segments.get(kind)
            segments[kind] = _segment(kind, before, own, gone, vocabulary, renumbering)
        return Delta(vocabulary, segments)


def delta_of(contents: IndexContents, vocabulary: Mapping[str, int]) -> Delta:
    """The delta of a generation as it is opened: the unmatched documents and no changes.

    They are memory segments because their terms share the numbers after the vocabulary with those of
    changed documents, which are numbered anew when more of them come.
    """
    known, more = len(contents.vocabulary), contents.more_terms
    return Delta(
        ExtendedVocabulary(
            vocabulary,
            {term: known + position for position, term in enumerate(more)},
            (signal_range(contents.vocabulary), signal_range(more, known)),
        ),
        {kind: _unchanged_segment(kind, part) for kind, part in contents.unmatched.items()},
    )


def _unchanged_segment(kind: str, part: KindContents) -> MemorySegment:
    order = np.arange(len(part.keys))
    return MemorySegment(
        kind=kind,
        keys=list(part.keys),
        chinese=np.asarray(part.chinese),
        columns=part.columns,
        vectors={DOCUMENT: MemoryVectors(part.vectors[DOCUMENT].rows, order)},
        order=order,
        visible=np.ones(len(order), dtype=bool),
    )


def _renumbering(before: ExtendedVocabulary, after: ExtendedVocabulary) -> TermIds | None:
    """New numbers of the added terms by their old ones, int32; None when they stay."""
    if before is after or not before.added:
        return None
    return np.array([after.added[term] for term in before.added], dtype=np.int32)


def _segment(
    kind: str,
    before: MemorySegment | None,
    entries: Sequence[IndexedDocument],
    gone: Collection[str],
    vocabulary: ExtendedVocabulary,
    renumbering: TermIds | None,
) -> MemorySegment:
    old = before.excluding(gone) if before is not None else None
    keys = [*(old.keys if old is not None else ()), *(entry.key for entry in entries)]
    order = np.empty(len(keys), dtype=np.int64)
    order[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    forms = sorted({name for entry in entries for name in entry.vectors} | set(old.vectors if old else ()))
    new = len(entries)
    return MemorySegment(
        kind=kind,
        keys=keys,
        chinese=_extend_mask(old.chinese if old else None, [entry.chinese for entry in entries]),
        columns=_extend_columns(old, [entry.facets for entry in entries]),
        vectors={
            name: MemoryVectors(
                _extend_rows(
                    old.vectors_of(name).rows if old is not None else EMPTY,
                    renumbering,
                    len(vocabulary.known),
                    vocabulary.rows([entry.vectors_of(name) for entry in entries]),
                ),
                order,
            )
            for name in forms
        },
        order=order,
        visible=_extend_mask(old.visible if old else None, [True] * new),
    )


def _extend_mask(old: Mask | None, new: Sequence[bool]) -> Mask:
    added = np.array(new, dtype=bool)
    return added if old is None else np.concatenate([old, added])


def _extend_columns(
    old: MemorySegment | None, facets: Sequence[Mapping[str, tuple[str, ...]]]
) -> dict[str, FacetColumn]:
    before = old.columns if old is not None else {}
    names = sorted({*before, *(name for row in facets for name in row)})
    empty = build_column([()] * (len(old) if old is not None else 0))
    return {
        name: extend_column(before.get(name, empty), [row.get(name, ()) for row in facets]) for name in names
    }


def _extend_rows(old: CsrMatrix, renumbering: TermIds | None, known: int, new: CsrMatrix) -> CsrMatrix:
    terms = old.terms
    if renumbering is not None and len(terms):
        added = terms >= known
        terms = terms.copy()
        terms[added] = renumbering[terms[added] - known]
    return CsrMatrix(
        np.concatenate([old.starts, new.starts[1:] + old.starts[-1]]),
        np.concatenate([terms, new.terms]),
        np.concatenate([old.weights, new.weights]),
    )
