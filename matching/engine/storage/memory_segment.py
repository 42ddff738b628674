"""What changed since the generation: a few documents in memory. Extending gives a new one and leaves this one as it is."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.analysis.analyzer import SIGNAL
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.storage.doc_values import Column, appended, column_of
from matching.engine.storage.generation import ASKED
from matching.engine.storage.segment import FreshForm, FreshSegment
from matching.engine.weighting.tfidf import Vector

AFTER_SIGNALS = SIGNAL[:-1] + chr(ord(SIGNAL[-1]) + 1)
EMPTY = Rows(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the delta keeps it: no text, but its weights in each form."""

    key: str
    kind: str
    chinese: bool
    facets: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, Vector]

    def form(self, name: str) -> Vector:
        return self.forms[name] if name in self.forms else self.forms[ASKED]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary of the generation, and after it the words that only the delta holds, in alphabetical order."""

    known: Mapping[str, int]
    fresh: Mapping[str, int] = field(default_factory=dict)
    beside: tuple[range, range] = (range(0), range(0))  # numbers of the signals among known and fresh ones

    def number(self, term: str) -> int | None:
        place = self.known.get(term)
        return self.fresh.get(term) if place is None else place

    def extended(self, terms: Collection[str]) -> "Lexicon":
        new = {term for term in terms if term not in self.known and term not in self.fresh}
        if not new:
            return self
        words = sorted(new | set(self.fresh))
        numbers = {term: len(self.known) + n for n, term in enumerate(words)}
        return Lexicon(self.known, numbers, (self.beside[0], signals_of(words, len(self.known))))

    def rows(self, vectors: Sequence[Vector]) -> Rows:
        """Terms that nobody holds are left out."""
        starts, terms, weights = [0], [], []
        for vector in vectors:
            found = [
                (number, weight)
                for term, weight in zip(vector.terms, vector.weights, strict=True)
                if (number := self.number(term)) is not None
            ]
            if self.fresh:
                found.sort()
            terms += [number for number, _weight in found]
            weights += [weight for _number, weight in found]
            starts.append(len(terms))
        return Rows(np.array(starts, np.int64), np.array(terms, np.int32), np.array(weights, np.float64))


def signals_of(words: Sequence[str], first: int = 0) -> range:
    """The numbers of the signals among words in alphabetical order."""
    return range(first + bisect_left(words, SIGNAL), first + bisect_left(words, AFTER_SIGNALS))


@dataclass(frozen=True, slots=True)
class Delta:
    """One segment for each kind; a document that was replaced stays as a hidden row until the next generation."""

    lexicon: Lexicon
    segments: Mapping[str, FreshSegment] = field(default_factory=dict)

    def extended(self, puts: Sequence[Entry], drops: Collection[str]) -> "Delta":
        """The later of two puts of one key holds."""
        latest = {entry.key: entry for entry in puts}
        gone = set(drops) | set(latest)
        words = {term for entry in latest.values() for form in entry.forms.values() for term in form.terms}
        lexicon = self.lexicon.extended(words)
        moved = _moved(self.lexicon, lexicon)
        segments = {}
        for kind in sorted({*self.segments, *(entry.kind for entry in latest.values())}):
            own = [entry for entry in latest.values() if entry.kind == kind]
            before = self.segments.get(kind)
            segments[kind] = _segment(kind, before, own, gone, lexicon, moved)
        return Delta(lexicon, segments)


def _moved(before: Lexicon, after: Lexicon) -> np.ndarray | None:
    """Old numbers of fresh words to new ones; None when they stay."""
    if before is after or not before.fresh:
        return None
    return np.array([after.fresh[term] for term in before.fresh], dtype=np.int32)


def _segment(
    kind: str,
    before: FreshSegment | None,
    entries: Sequence[Entry],
    gone: Collection[str],
    lexicon: Lexicon,
    moved: np.ndarray | None,
) -> FreshSegment:
    old = before.without(gone) if before is not None else None
    keys = [*(old.keys if old is not None else ()), *(entry.key for entry in entries)]
    order = np.empty(len(keys), dtype=np.int64)
    order[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    forms = sorted({form for entry in entries for form in entry.forms} | set(old.forms if old else ()))
    new = len(entries)
    return FreshSegment(
        kind=kind,
        keys=keys,
        chinese=_joined(old.chinese if old else None, [entry.chinese for entry in entries]),
        columns=_columns(old, [entry.facets for entry in entries]),
        forms={
            form: FreshForm(
                _rows(
                    old.form(form).rows if old is not None else EMPTY,
                    moved,
                    len(lexicon.known),
                    lexicon.rows([entry.form(form) for entry in entries]),
                ),
                order,
            )
            for form in forms
        },
        order=order,
        visible=_joined(old.visible if old else None, [True] * new),
    )


def _joined(old: np.ndarray | None, new: Sequence[bool]) -> np.ndarray:
    fresh = np.array(new, dtype=bool)
    return fresh if old is None else np.concatenate([old, fresh])


def _columns(old: FreshSegment | None, facets: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, Column]:
    before = old.columns if old is not None else {}
    names = sorted({*before, *(name for row in facets for name in row)})
    empty = column_of([()] * (len(old) if old is not None else 0))
    return {name: appended(before.get(name, empty), [row.get(name, ()) for row in facets]) for name in names}


def _rows(old: Rows, moved: np.ndarray | None, known: int, new: Rows) -> Rows:
    terms = old.terms
    if moved is not None and len(terms):
        fresh = terms >= known
        terms = terms.copy()
        terms[fresh] = moved[terms[fresh] - known]
    return Rows(
        np.concatenate([old.starts, new.starts[1:] + old.starts[-1]]),
        np.concatenate([terms, new.terms]),
        np.concatenate([old.weights, new.weights]),
    )
