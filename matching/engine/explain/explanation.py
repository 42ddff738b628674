"""Why two documents suit each other: shared terms with their weights and places, adding up to the score."""

import math

from matching.engine.analysis.analyzer import SIGNAL
from matching.engine.analysis.domain_stopwords import general_terms
from matching.engine.explain.analysed_document import Reading
from matching.engine.explain.snippets import telling
from matching.engine.explain.term_merging import Given, Shared, gathered
from matching.engine.explain.translation_pairs import Translations, paired
from matching.engine.results import Explanation, Part, Term

WORDS, DESIGNATIONS, TRANSLATED, GENERAL, SIGNALS = PARTS = (
    "words",
    "designations",
    "translated",
    "general",
    "signals",
)


def explain(need: Reading, offer: Reading) -> Explanation:
    terms: dict[str, list[Term]] = {name: [] for name in PARTS}
    own, translated, signals = _shared(need, offer)
    for entry in gathered(own, offer.texts):
        terms[_part_of(entry.reads)].append(_term(entry, need, offer))
    terms[TRANSLATED] = [_term(entry, need, offer) for entry in paired(translated, offer)]
    terms[SIGNALS] = [Term(name, "", "", weight, (), ()) for name, weight in signals.items()]
    parts = tuple(_part(name, chosen) for name, chosen in terms.items() if chosen)
    score = math.fsum(part.score for part in parts)
    read = [term for part in parts for term in part.terms if part.name != SIGNALS]
    return Explanation(
        score=score,
        strength=min(score, 1.0),
        parts=parts,
        sentences_need=telling(need.sentences, [(term.weight, term.spans_need) for term in read]),
        sentences_offer=telling(offer.sentences, [(term.weight, term.spans_offer) for term in read]),
    )


def _shared(need: Reading, offer: Reading) -> tuple[Given, Translations, dict[str, float]]:
    """Terms that stand in both texts, translated ones that stand in the offer, signals of both."""
    across = need.chinese != offer.chinese
    asked = need.bridged if across else need.asked
    common = sorted(asked.keys() & offer.counts.keys())
    held, places = offer.held(common), offer.places(common)
    stand = need.places([term for term in common if term in need.counts])
    own: Given = {}
    signals = {}
    for term in common:
        weight = asked[term] * held[term]
        if term.startswith(SIGNAL):
            signals[term[len(SIGNAL) :]] = weight
        elif term in stand:
            own[term] = weight, stand[term], places[term]
    if not across:
        return own, {}, signals
    rest = [term for term in common if term not in stand]
    origins = need.origins(rest)
    translated = {term: (asked[term] * held[term], origins[term], places[term]) for term in rest}
    return own, translated, signals


def _part(name: str, terms: list[Term]) -> Part:
    terms.sort(key=lambda term: (-term.weight, term.term))
    return Part(name, math.fsum(term.weight for term in terms), tuple(terms))


def _term(entry: Shared, need: Reading, offer: Reading) -> Term:
    spans_need, spans_offer = need.spans(entry.need), offer.spans(entry.offer)
    return Term(
        term=entry.reads,
        surface_need=need.surface(spans_need),
        surface_offer=offer.surface(spans_offer),
        weight=math.fsum(entry.weights),
        spans_need=spans_need,
        spans_offer=spans_offer,
    )


def _part_of(reads: str) -> str:
    """Designations and figures hold a digit: 6061-t6, 10kv, 5g."""
    if any(letter.isdigit() for letter in reads):
        return DESIGNATIONS
    return GENERAL if all(word in general_terms() for word in reads.split(" ")) else WORDS
