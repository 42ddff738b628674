"""From a document to what is asked of an index: which of its forms meets which form of the others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ids
from matching.engine.documents import NEED, Document
from matching.engine.kernels.csr_matrix import Rows
from matching.engine.search.constraints import demanded, facets_of
from matching.engine.storage.doc_ids import Numbering
from matching.engine.storage.generation import ASKED, BRIDGED, TEXT
from matching.engine.storage.memory_segment import Entry, Lexicon
from matching.engine.storage.segment import Segment
from matching.engine.translation.query_translator import Bridge
from matching.engine.weighting.tfidf import Vector, Weigher, is_chinese

FIRST = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows that ask the form `form` of the documents that are Chinese, that are not, or (None) of all.

    `asking` says whose question each row is.
    """

    form: str
    rows: Rows
    chinese: bool | None
    asking: Ids


@dataclass(frozen=True, slots=True)
class Asker:
    weigher: Weigher
    bridge: Bridge | None
    lexicon: Lexicon
    numbering: Numbering

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.numbering.segments

    def questions(self, document: Document, kind: str) -> Iterator[Stack]:
        """A need asks offers; an offer that looks for needs is asked by them."""
        counts = self.weigher.counts(document)
        asked = kind == NEED and document.kind != NEED
        forms = {TEXT: self.weigher.text_form, ASKED: self.weigher.asked_form}
        for name, form, language in self._pairings(is_chinese(counts), asked=asked):
            if name in forms:
                vector = forms[name](counts)
            elif self.bridge is not None and language is not None and self._speaks(language):
                vector = self.bridge.asked_form(document)
            else:
                continue
            yield Stack(form, self.lexicon.rows([vector]), language, FIRST)

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

    def stacks(self, numbers: Ids, kind: str) -> Iterator[Stack]:
        """The questions of stored documents to those of another kind, from their stored weights, put together."""
        heard = [segment for segment in self.segments if segment.kind == kind]
        for segment, asking, places in self.numbering.split(numbers):
            if (segment.kind == NEED) == (kind == NEED):
                raise ValueError(
                    f"{segment.keys[places[0]]!r} is a {segment.kind} and cannot look for a {kind}"
                )
            for chinese in (False, True):
                own = np.flatnonzero(np.asarray(segment.chinese)[places] == chinese)
                for name, form, language in self._pairings(chinese, asked=kind == NEED):
                    if len(own) and any(other.speaking[language].any() for other in heard):
                        yield Stack(form, segment.form(name).rows.picked(places[own]), language, asking[own])

    def facets(self, numbers: Ids, kind: str) -> list[dict[str, tuple[str, ...]]]:
        """Of stored documents: what they demand, and what they carry where those of a kind make demands."""
        facets: list[dict[str, tuple[str, ...]]] = [{} for _number in range(len(numbers))]
        if not any(demanded(segment) for segment in self.segments):
            return facets
        names = {name for other in self.segments if other.kind == kind for name in demanded(other)}
        for segment, asking, places in self.numbering.split(numbers):
            for number, place in zip(asking.tolist(), places.tolist(), strict=True):
                facets[number] = facets_of(segment, place, names)
        return facets

    def _pairings(self, chinese: bool, *, asked: bool) -> list[tuple[str, str, bool | None]]:
        """The own form, the form it meets and the language of those it meets; `asked`: needs are looked for."""
        if self.bridge is None:
            return [(TEXT, ASKED, None) if asked else (ASKED, TEXT, None)]
        if asked:
            return [(TEXT, ASKED, chinese), (TEXT, BRIDGED, not chinese)]
        return [(ASKED, TEXT, chinese), (BRIDGED, TEXT, not chinese)]
