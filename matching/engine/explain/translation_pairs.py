"""Translated terms merged into pairs: a phrase of the need and how the offer says it."""

from collections.abc import Mapping

from matching.engine.explain.analysed_document import AnalysedDocument, SourcePhrases
from matching.engine.explain.term_merging import (
    FieldSpan,
    FieldSpans,
    SharedTerm,
    display_form,
    merge_terms,
    sorted_spans,
)

MAX_WORD_LENGTH = 8  # characters of a Chinese word looked for inside a longer one
Translations = Mapping[
    str, tuple[float, SourcePhrases, FieldSpans]
]  # term of the offer -> (weight, source phrases, spans in the offer)
Votes = dict[str, dict[str, tuple[float, list[FieldSpan]]]]
_GAPS = frozenset({"", " ", "-"})  # between adjacent words


def pair_translations(translated: Translations, offer: AnalysedDocument) -> list[SharedTerm]:
    """Terms are merged as the offer has them; each then gets the phrase of the need that gives it most
    weight.
    """
    if not translated:
        return []
    as_offered = {
        term: (weight, offered, offered) for term, (weight, _origins, offered) in translated.items()
    }
    votes = _collect_votes(translated)
    groups: dict[str, list[SharedTerm]] = {}
    for entry in merge_terms(as_offered, offer.texts):
        expression, spans = _source_phrase(entry.text, votes)
        found = SharedTerm(entry.text, entry.weights, spans, entry.offer)
        groups.setdefault(expression, []).append(found)
    return [_merge_group(_merge_adjacent(group, offer)) for group in groups.values()]


def _collect_votes(translated: Translations) -> Votes:
    """display form -> phrase of the need -> (weight, spans), for each translated term."""
    votes: Votes = {}
    for term, (weight, origins, _offered) in translated.items():
        own = votes.setdefault(display_form(term), {})
        whole = sum([len(spans) for _expression, spans in origins])
        for expression, spans in origins:
            before, known = own.get(expression, (0.0, []))
            own[expression] = before + weight * len(spans) / whole, known + spans
    return votes


def _source_phrase(text: str, votes: Votes) -> tuple[str, FieldSpans]:
    """(phrase, spans) of the need with the largest weight for the terms within `text`."""
    inside = [votes[term] for term in _substrings(text) if term in votes]
    weights: dict[str, float] = {}
    for own in inside:
        for expression, (weight, _places) in own.items():
            weights[expression] = weights.get(expression, 0.0) + weight
    best = min(weights, key=lambda expression: (-weights[expression], -len(expression), expression))
    return best, sorted_spans([span for own in inside if best in own for span in own[best][1]])


def _substrings(text: str) -> set[str]:
    if text.isascii():
        return {text, *text.split(" ")}
    sizes = range(1, min(MAX_WORD_LENGTH, len(text)) + 1)
    return {text, *(text[n : n + size] for size in sizes for n in range(len(text) - size + 1))}


def _merge_adjacent(entries: list[SharedTerm], offer: AnalysedDocument) -> list[SharedTerm]:
    """Terms of one phrase that are adjacent in the offer become one: ball, bearing for 滚珠轴承 become ball
    bearing.
    """
    if len(entries) == 1:
        return entries
    left = sorted(entries, key=lambda entry: min(map(_reading_order, entry.offer)))
    found: list[SharedTerm] = []
    for entry in left:
        joined = _adjacent_spans(found[-1], entry, offer) if found else []
        if joined:
            before = found.pop()
            text = f"{before.text} {entry.text}" if entry.text.isascii() else before.text + entry.text
            found.append(SharedTerm(text, before.weights + entry.weights, before.need, joined))
        else:
            found.append(entry)
    return found


def _merge_group(entries: list[SharedTerm]) -> SharedTerm:
    """All terms of one phrase as one, under the text of the heaviest."""
    if len(entries) == 1:
        (only,) = entries
        return SharedTerm(only.text, only.weights, only.need, list(dict.fromkeys(only.offer)))
    head, *others = sorted(entries, key=lambda entry: (-sum(entry.weights), entry.text))
    weights = tuple(weight for entry in (head, *others) for weight in entry.weights)
    offered = [*head.offer, *(span for entry in others for span in entry.offer)]
    return SharedTerm(head.text, weights, head.need, list(dict.fromkeys(offered)))


def _adjacent_spans(before: SharedTerm, after: SharedTerm, offer: AnalysedDocument) -> list[FieldSpan]:
    """Spans of the offer where the second term follows the first directly or after a blank or hyphen."""
    starts = {(name, start): end for name, start, end in after.offer}
    found = []
    for name, start, end in before.offer:
        text = offer.normalized[name].text
        for gap in (0, 1):
            if (name, end + gap) in starts and text[end : end + gap] in _GAPS:
                found.append((name, start, starts[name, end + gap]))
    return found


def _reading_order(span: FieldSpan) -> tuple[bool, int]:
    return span[0] != "title", span[1]
