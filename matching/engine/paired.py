"""Translated terms gathered into pairs of expressions: what the need says, and how the offer says it."""

from collections.abc import Iterable
from dataclasses import replace

from matching.engine.gather import Given, Place, Places, Shared, bare, gathered, in_order
from matching.engine.reading import Reading

LONGEST_WORD = 8  # of a Chinese word that is looked for inside a longer one
Votes = dict[str, dict[str, tuple[float, tuple[Place, ...]]]]
_GAPS = frozenset({"", " ", "-"})  # between words of the offer that belong together


def paired(translated: Given, need: Reading, offer: Reading) -> list[Shared]:
    """`translated`: terms of the offer's language, with the places of what they translate in the need.

    They are gathered as the offer reads them; each entry then gets the expression of the need that gives it most.
    """
    if not translated:
        return []
    as_offered = {term: (weight, offered, offered) for term, (weight, _need, offered) in translated.items()}
    votes = _votes(translated, need)
    groups: dict[str, list[Shared]] = {}
    for entry in gathered(as_offered, offer.texts):
        expression, places = _origin(entry.reads, votes)
        groups.setdefault(expression, []).append(replace(entry, need=places))
    return [_one(_side_by_side(group, offer)) for group in groups.values()]


def _votes(translated: Given, need: Reading) -> Votes:
    """For each reading of a term the expressions of the need that it translates, with its weight and their places."""
    votes: Votes = {}
    for term, (weight, origins, _offer) in translated.items():
        own = votes.setdefault(bare(term), {})
        for place in origins:
            before, places = own.get(need.folded_at(place), (0.0, ()))
            own[need.folded_at(place)] = before + weight / len(origins), (*places, place)
    return votes


def _origin(reads: str, votes: Votes) -> tuple[str, Places]:
    """The expression to which the terms within `reads` owe most, and its places."""
    weights: dict[str, float] = {}
    places: dict[str, list[Place]] = {}
    for inside in {reads, *_within(reads)} & votes.keys():
        for expression, (weight, origins) in votes[inside].items():
            weights[expression] = weights.get(expression, 0.0) + weight
            places.setdefault(expression, []).extend(origins)
    best = min(weights, key=lambda expression: (-weights[expression], -len(expression), expression))
    return best, in_order(places[best])


def _within(reads: str) -> Iterable[str]:
    if reads.isascii():
        return reads.split(" ")
    return (reads[n : n + size] for size in range(1, LONGEST_WORD + 1) for n in range(len(reads) - size + 1))


def _side_by_side(entries: Iterable[Shared], offer: Reading) -> list[Shared]:
    """Words of one expression that follow each other in the offer are one: 滚珠轴承 is "ball bearing"."""
    left = sorted(entries, key=lambda entry: _order(in_order(entry.offer)[0]))
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
