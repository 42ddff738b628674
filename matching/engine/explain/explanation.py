"""Why two documents match: shared terms with weights and spans; the weights add up to the score."""

import math

from matching.engine.analysis.analyzer import SIGNAL
from matching.engine.analysis.domain_stopwords import domain_stopwords
from matching.engine.explain.analysed_document import AnalysedDocument
from matching.engine.explain.snippets import best_snippet
from matching.engine.explain.term_merging import SharedTerm, WeightedTerms, merge_terms
from matching.engine.explain.translation_pairs import Translations, pair_translations
from matching.engine.results import Explanation, ExplanationPart, Term

WORDS, DESIGNATIONS, TRANSLATED, GENERAL, SIGNALS = PARTS = (
    "words",
    "designations",
    "translated",
    "general",
    "signals",
)


def explain(need: AnalysedDocument, offer: AnalysedDocument) -> Explanation:
    """The explanation of a pair. Weights are added by math.fsum and agree with the score within 1e-6."""
    terms: dict[str, list[Term]] = {name: [] for name in PARTS}
    own, translated, signals = _shared(need, offer)
    for entry in merge_terms(own, offer.texts):
        terms[_part_name(entry.text)].append(_term(entry, need, offer))
    terms[TRANSLATED] = [_term(entry, need, offer) for entry in pair_translations(translated, offer)]
    terms[SIGNALS] = [Term(name, "", "", weight, (), ()) for name, weight in signals.items()]
    parts = tuple(_part(name, chosen) for name, chosen in terms.items() if chosen)
    score = math.fsum(part.score for part in parts)
    read = [term for part in parts for term in part.terms if part.name != SIGNALS]
    return Explanation(
        score=score,
        strength=min(score, 1.0),
        parts=parts,
        sentences_need=best_snippet(need.sentences, [(term.weight, term.spans_need) for term in read]),
        sentences_offer=best_snippet(offer.sentences, [(term.weight, term.spans_offer) for term in read]),
    )


def _shared(
    need: AnalysedDocument, offer: AnalysedDocument
) -> tuple[WeightedTerms, Translations, dict[str, float]]:
    """(terms of both texts, translated terms of the offer, signals of both), each with its part of the
    score.
    """
    across = need.chinese != offer.chinese
    asked = need.translated_query_weights if across else need.query_weights
    common = sorted(asked.keys() & offer.counts.keys())
    held, spans = offer.document_weights(common), offer.spans_of(common)
    stand = need.spans_of([term for term in common if term in need.counts])
    own: WeightedTerms = {}
    signals = {}
    for term in common:
        weight = asked[term] * held[term]
        if term.startswith(SIGNAL):
            signals[term[len(SIGNAL) :]] = weight
        elif term in stand:
            own[term] = weight, stand[term], spans[term]
    if not across:
        return own, {}, signals
    rest = [term for term in common if term not in stand]
    origins = need.source_phrases(rest)
    translated = {term: (asked[term] * held[term], origins[term], spans[term]) for term in rest}
    return own, translated, signals


def _part(name: str, terms: list[Term]) -> ExplanationPart:
    terms.sort(key=lambda term: (-term.weight, term.term))
    return ExplanationPart(name, math.fsum(term.weight for term in terms), tuple(terms))


def _term(entry: SharedTerm, need: AnalysedDocument, offer: AnalysedDocument) -> Term:
    spans_need, spans_offer = need.original_spans(entry.need), offer.original_spans(entry.offer)
    return Term(
        term=entry.text,
        surface_need=need.surface(spans_need),
        surface_offer=offer.surface(spans_offer),
        weight=math.fsum(entry.weights),
        spans_need=spans_need,
        spans_offer=spans_offer,
    )


def _part_name(text: str) -> str:
    """Terms with a digit are designations, terms of domain stop words only are general, others are words."""
    if any(letter.isdigit() for letter in text):
        return DESIGNATIONS
    return GENERAL if all(word in domain_stopwords() for word in text.split(" ")) else WORDS
