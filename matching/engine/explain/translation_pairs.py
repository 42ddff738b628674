"""Translated terms gathered into pairs of expressions: what the need says, and how the offer says it."""

from collections.abc import Mapping

from matching.engine.explain.analysed_document import Origins, Reading
from matching.engine.explain.term_merging import Place, Places, Shared, bare, gathered, in_order

LONGEST_WORD = 8  # of a Chinese word that is looked for inside a longer one
Translations = Mapping[
    str, tuple[float, Origins, Places]
]  # terms of the offer: weight, origins in the need, places
Votes = dict[str, dict[str, tuple[float, list[Place]]]]
_GAPS = frozenset({"", " ", "-"})  # between words of the offer that belong together


def paired(translated: Translations, offer: Reading) -> list[Shared]:
    """The terms are gathered as the offer reads them; each entry then gets the expression of the need that gives it most."""
    if not translated:
        return []
    as_offered = {
        term: (weight, offered, offered) for term, (weight, _origins, offered) in translated.items()
    }
    votes = _votes(translated)
    groups: dict[str, list[Shared]] = {}
    for entry in gathered(as_offered, offer.texts):
        expression, places = _origin(entry.reads, votes)
        found = Shared(entry.reads, entry.weights, places, entry.offer)
        groups.setdefault(expression, []).append(found)
    return [_one(_side_by_side(group, offer)) for group in groups.values()]


def _votes(translated: Translations) -> Votes:
    """For each reading of a term the expressions of the need that it translates, with its weight and their places."""
    votes: Votes = {}
    for term, (weight, origins, _offered) in translated.items():
        own = votes.setdefault(bare(term), {})
        whole = sum([len(places) for _expression, places in origins])
        for expression, places in origins:
            before, known = own.get(expression, (0.0, []))
            own[expression] = before + weight * len(places) / whole, known + places
    return votes


def _origin(reads: str, votes: Votes) -> tuple[str, Places]:
    """The expression to which the terms within `reads` owe most, and its places."""
    inside = [votes[term] for term in _within(reads) if term in votes]
    weights: dict[str, float] = {}
    for own in inside:
        for expression, (weight, _places) in own.items():
            weights[expression] = weights.get(expression, 0.0) + weight
    best = min(weights, key=lambda expression: (-weights[expression], -len(expression), expression))
    return best, in_order([place for own in inside if best in own for place in own[best][1]])


def _within(reads: str) -> set[str]:
    if reads.isascii():
        return {reads, *reads.split(" ")}
    sizes = range(1, min(LONGEST_WORD, len(reads)) + 1)
    return {reads, *(reads[n : n + size] for size in sizes for n in range(len(reads) - size + 1))}


def _side_by_side(entries: list[Shared], offer: Reading) -> list[Shared]:
    """Words of one expression that follow each other in the offer are one: 滚珠轴承 is "ball bearing"."""
    if len(entries) == 1:
        return entries
    left = sorted(entries, key=lambda entry: min(map(_order, entry.offer)))
    found: list[Shared] = []
    for entry in left:
        joined = _joined(found[-1], entry, offer) if found else []
        if joined:
            before = found.pop()
            reads = f"{before.reads} {entry.reads}" if entry.reads.isascii() else before.reads + entry.reads
            found.append(Shared(reads, before.weights + entry.weights, before.need, joined))
        else:
            found.append(entry)
    return found


def _one(entries: list[Shared]) -> Shared:
    """All that the offer says for one expression, as its heaviest form reads."""
    if len(entries) == 1:
        (only,) = entries
        return Shared(only.reads, only.weights, only.need, list(dict.fromkeys(only.offer)))
    head, *others = sorted(entries, key=lambda entry: (-sum(entry.weights), entry.reads))
    weights = tuple(weight for entry in (head, *others) for weight in entry.weights)
    offered = [*head.offer, *(place for entry in others for place in entry.offer)]
    return Shared(head.reads, weights, head.need, list(dict.fromkeys(offered)))


def _joined(before: Shared, after: Shared, offer: Reading) -> list[Place]:
    """Where the second stands right after the first, or within reach of nothing but a blank."""
    starts = {(name, start): end for name, start, end in after.offer}
    found = []
    for name, start, end in before.offer:
        text = offer.folded[name].text
        for gap in (0, 1):
            if (name, end + gap) in starts and text[end : end + gap] in _GAPS:
                found.append((name, start, starts[name, end + gap]))
    return found


def _order(place: Place) -> tuple[bool, int]:
    return place[0] != "title", place[1]
