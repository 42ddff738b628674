"""Why a pair suits: the engine's explanation in the places of the texts, with the reasons beside the text.

Pages and letters ask `of(need, offer)`; nothing is stored, so what is shown fits the texts as they are now.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Listing, TaxonomyCode
from catalog.queries import codes_of
from matching import corpus
from matching import index as live_index
from matching.engine import GENERAL, SIGNALS, ExplanationPart, Index
from matching.enums import Side
from matching.evidence import signals
from matching.evidence.marking import Mark, SharedTerm, label, lettered, segments
from matching.evidence.reason import Reason, listed
from matching.evidence.structured_reasons import structured_reasons
from matching.formatting import cents
from matching.rules import grade

REST_NAMED = 4  # words of the rest that are named
GENERAL_SHOWN = 3  # general words that are named
Segments = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class MarkedField:
    field: str
    segments: Segments


@dataclass(frozen=True, slots=True)
class MarkedListing:
    """The public text of a listing, field by field, with the shared terms marked."""

    title: Segments
    fields: tuple[MarkedField, ...]
    quotation: Segments  # the sentence that carries most


@dataclass(frozen=True, slots=True)
class Evidence:
    score: float  # in hundredths, as shown: the weights of terms and rest add up to it
    grade: int
    terms: tuple[SharedTerm, ...]
    chips: tuple[dict[str, Any], ...]  # every shared term, {label, weight}, the heaviest first
    rest_count: int
    rest_weight: float
    common: tuple[dict[str, Any], ...]  # rows for all general words and for what stands beside the text
    need: MarkedListing
    offer: MarkedListing
    reasons: tuple[Reason, ...]

    @property
    def shares_words(self) -> bool:
        """Whether the texts themselves share anything."""
        return bool(self.chips) or any(row["of_texts"] for row in self.common)

    def speaking(self, *verdicts: str) -> list[Reason]:
        return [reason for reason in self.reasons if reason.verdict in verdicts]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the table of terms: lettered terms, then one row for all others."""
        rows = [
            {"letter": term.letter, "term_id": term.letter, "label": term.label, "weight": term.weight}
            for term in self.terms
        ]
        if self.rest_count:
            name = self._name_of_rest()
            rows.append({"letter": "", "term_id": "", "label": name, "weight": self.rest_weight})
        return rows + [{"letter": "", "term_id": "", **row} for row in self.common]

    def _name_of_rest(self) -> str:
        heaviest = self._rest[0]["weight"]
        values = {
            "count": self.rest_count,
            "words": listed(chip["label"] for chip in self._rest[:REST_NAMED]),
        }
        if heaviest < 0.01 and self.rest_count > REST_NAMED:
            return _("%(words)s and others, %(count)s in all, under 0.01 each") % values
        if self.rest_count > REST_NAMED:
            return _("%(words)s and others, %(count)s in all") % values
        return str(values["words"])

    @property
    def _rest(self) -> tuple[dict[str, Any], ...]:
        return self.chips[len(self.terms) :]

    @property
    def shared_words(self) -> str:
        return listed(term.label for term in self.terms[:4])


def of(
    need: Listing, offer: Listing, *, titles: Mapping[str, str] | None = None, index: Index | None = None
) -> Evidence:
    """The evidence of a pair. `titles` of codes and `index` save their queries when many pairs are shown."""
    documents = {Side.NEED: corpus.document(need), Side.OFFER: corpus.document(offer)}
    explanation = (live_index.current_index() if index is None else index).explain(
        documents[Side.NEED], documents[Side.OFFER]
    )
    if titles is None:
        titles = titles_of([need, offer])
    found = sorted(
        (term for part in explanation.parts if part.name not in (GENERAL, SIGNALS) for term in part.terms),
        key=lambda term: (-term.weight, term.term),
    )
    common = [part for part in explanation.parts if part.name in (GENERAL, SIGNALS)]
    terms, rest, weights = lettered(found, explanation.score, others=[part.score for part in common])
    return Evidence(
        score=cents(explanation.score) / 100,
        grade=grade(explanation.strength),
        terms=tuple(terms),
        chips=tuple({"label": label(term), "weight": term.weight} for term in found),
        common=tuple(
            {"label": _words_of(part), "weight": weight, "of_texts": part.name == GENERAL}
            for part, weight in zip(common, weights, strict=True)
        ),
        rest_count=len(found) - len(terms),
        rest_weight=rest,
        need=_marked(need, documents[Side.NEED], terms, "need_spans", explanation.sentences_need),
        offer=_marked(offer, documents[Side.OFFER], terms, "offer_spans", explanation.sentences_offer),
        reasons=structured_reasons(need, offer, titles=titles, today=timezone.localdate()),
    )


def _words_of(part: ExplanationPart) -> str:
    """The label of a part that is shown in one row."""
    if part.name == SIGNALS:
        return _("the same beside the text: %(signals)s") % {
            "signals": signals.in_words(term.term for term in part.terms)
        }
    words = listed(label(term) for term in part.terms[:GENERAL_SHOWN])
    if len(part.terms) > GENERAL_SHOWN:
        return _("general words: %(words)s and %(count)s more") % {
            "words": words,
            "count": len(part.terms) - GENERAL_SHOWN,
        }
    return _("general words: %(words)s") % {"words": words}


def titles_of(listings: Iterable[Listing]) -> dict[str, str]:
    """Titles of all codes the listings carry, in the reader's language."""
    keys = {code for listing in listings for code in codes_of(listing)}
    if not keys:
        return {}
    rows = TaxonomyCode.objects.filter(code__in={key.partition(":")[2] for key in keys})
    return {row.key: row.title for row in rows if row.key in keys}


def _marked(
    listing: Listing, document: Any, terms: list[SharedTerm], side: str, sentences: Any
) -> MarkedListing:
    spans = [
        (place, Mark(start, end, term.level, term.letter))
        for term in terms
        for place, start, end in getattr(term, side)
    ]
    in_title = [mark for place, mark in spans if place == "title"]
    in_text = [mark for place, mark in spans if place == "text"]
    return MarkedListing(
        title=segments(document.title, in_title),
        fields=tuple(
            MarkedField(field, segments(text, marks)) for field, text, marks in _by_field(listing, in_text)
        ),
        quotation=_quotation(document, in_title, in_text, sentences),
    )


def _by_field(listing: Listing, marks: list[Mark]) -> Iterator[tuple[str, str, list[Mark]]]:
    """Each field once, with the marks of all places in which its text stands in the document."""
    found: dict[str, tuple[str, list[Mark]]] = {}
    for passage in corpus.passages(listing):
        here = _within(marks, passage.start, passage.end)
        if passage.field in found:
            known = found[passage.field][1]
            known += [mark for mark in here if mark not in known]
        else:
            found[passage.field] = (passage.text, here)
    return ((field, text, known) for field, (text, known) in found.items())


def _within(marks: list[Mark], start: int, end: int) -> list[Mark]:
    """The marks inside a stretch of the text, counted from its beginning."""
    return [
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.level, mark.letter)
        for mark in marks
        if mark.start < end and mark.end > start
    ]


def _quotation(document: Any, in_title: list[Mark], in_text: list[Mark], sentences: Any) -> Segments:
    if not sentences:
        return []
    first = sentences[0]
    text, marks = (document.title, in_title) if first.field == "title" else (document.text, in_text)
    found = segments(text[first.start : first.end], _within(marks, first.start, first.end))
    return [part | {"letter": "", "term_id": ""} for part in found]  # letters belong to the table of staff
