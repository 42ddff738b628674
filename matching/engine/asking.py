"""From a document to what is asked of an index: which of its forms meets which form of the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.blocks import Array, Rows
from matching.engine.bridge import Bridge
from matching.engine.delta import Entry, Lexicon
from matching.engine.demands import demanded, facets_of
from matching.engine.segment import Segment
from matching.engine.store import ASKED, BRIDGED, TEXT
from matching.engine.types import NEED, Document
from matching.engine.weigh import Vector, Weigher, is_chinese


@dataclass(frozen=True, slots=True)
class Question:
    """`vector` against the form `form` of the documents that are Chinese, that are not, or (None) of all."""

    form: str
    vector: Vector
    chinese: bool | None


@dataclass(frozen=True, slots=True)
class Stack:
    """Questions of many stored documents at once; `numbers` says whose each row is."""

    form: str
    rows: Rows
    chinese: bool | None
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Asker:
    weigher: Weigher
    bridge: Bridge | None
    lexicon: Lexicon
    segments: tuple[Segment, ...]

    def questions(self, document: Document, kind: str) -> list[Question]:
        """A need asks offers; an offer that looks for needs is asked by them."""
        counts = self.weigher.counts(document)
        asked = kind == NEED and document.kind != NEED
        forms = {TEXT: self.weigher.text_form, ASKED: self.weigher.asked_form}
        questions = []
        for own, form, language in self._pairings(is_chinese(counts), asked=asked):
            if own in forms:
                questions.append(Question(form, forms[own](counts), language))
            elif self.bridge is not None and language is not None and self._speaks(language):
                questions.append(Question(form, self.bridge.asked_form(document), language))
        return questions

    def _speaks(self, chinese: bool) -> bool:
        """Whether any document is in the language."""
        return any(segment.speaking[chinese].any() for segment in self.segments)

    def typed(self, text: str) -> Vector:
        """What is typed into a search box asks everything, in its own language."""
        return self.weigher.asked_form(self.weigher.counts(Document("", "", "", text)))

    def entry(self, document: Document) -> Entry:
        """A document as the delta keeps it."""
        counts = self.weigher.counts(document)
        forms = {TEXT: self.weigher.text_form(counts)}
        if document.kind == NEED:
            forms[ASKED] = self.weigher.asked_form(counts)
            if self.bridge is not None and self.bridge.leads_from(chinese=is_chinese(counts)):
                forms[BRIDGED] = self.bridge.asked_form(document)
        return Entry(document.key, document.kind, is_chinese(counts), dict(document.facets), forms)

    def stacks(self, keys: Sequence[str], kind: str) -> list[Stack]:
        """The questions of stored documents to those of another kind, from their stored weights, put together."""
        groups: dict[tuple[str, bool], list[tuple[int, Segment, int]]] = {}
        for number, key in enumerate(keys):
            segment, place = self.owner(key)
            if (segment.kind == NEED) == (kind == NEED):
                raise ValueError(f"{key!r} is a {segment.kind} and cannot look for a {kind}")
            groups.setdefault((segment.kind, bool(segment.chinese[place])), []).append(
                (number, segment, place)
            )
        stacks = []
        for (_kind, chinese), members in groups.items():
            numbers = [number for number, _segment, _place in members]
            for own, form, language in self._pairings(chinese, asked=kind == NEED):
                rows = stacked([row_of(segment, place, own) for _number, segment, place in members])
                stacks.append(Stack(form, rows, language, numbers))
        return stacks

    def facets(self, keys: Sequence[str], names: Collection[str]) -> list[dict[str, tuple[str, ...]]]:
        """Of stored documents: what they demand, and what they carry in the named facets."""
        if not names and not any(demanded(segment) for segment in self.segments):
            return [{} for _key in keys]
        return [facets_of(*self.owner(key), names) for key in keys]

    def _pairings(self, chinese: bool, *, asked: bool) -> list[tuple[str, str, bool | None]]:
        """The own form, the form it meets and the language of those it meets; `asked`: needs are looked for."""
        if self.bridge is None:
            return [(TEXT, ASKED, None) if asked else (ASKED, TEXT, None)]
        if asked:
            return [(TEXT, ASKED, chinese), (TEXT, BRIDGED, not chinese)]
        return [(ASKED, TEXT, chinese), (BRIDGED, TEXT, not chinese)]

    def owner(self, key: str) -> tuple[Segment, int]:
        for segment in self.segments:
            place = segment.place(key)
            if place is not None:
                return segment, place
        raise KeyError(key)


def row_of(segment: Segment, place: int, form: str) -> tuple[Array, Array]:
    """Terms and weights of one stored document."""
    rows = segment.form(form).rows
    here = slice(int(rows.starts[place]), int(rows.starts[place + 1]))
    return rows.terms[here], rows.weights[here]


def stacked(rows: Sequence[tuple[Array, Array]]) -> Rows:
    starts = np.concatenate([[0], np.cumsum([len(terms) for terms, _weights in rows])]).astype(np.int64)
    return Rows(
        starts,
        np.concatenate([terms for terms, _weights in rows]),
        np.concatenate([weights for _terms, weights in rows]),
    )
