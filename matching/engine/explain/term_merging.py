"""Shared terms gathered into what a person reads: pairs of characters and parts fold into the word they repeat.

Weights only move from one term to another, so their sum stays what it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from matching.engine.analysis.analyzer import PAIR, PHRASE, SINGLE, is_han

Place = tuple[str, int, int]  # field, start, end in the folded text
Places = Sequence[Place]
Given = dict[str, tuple[float, Places, Places]]  # terms with their weight and places in need and offer
_FIELD = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Shared:
    """A term of both texts; `reads` is its folded spelling."""

    reads: str
    weights: tuple[float, ...]  # its own and those of what was folded into it
    need: Places
    offer: Places

    def weighing(self, weights: tuple[float, ...]) -> "Shared":
        return Shared(self.reads, weights, self.need, self.offer)


def bare(term: str) -> str:
    """A term as it reads, without the mark of its class."""
    return term[2:] if term[:2] in (PAIR, SINGLE, PHRASE) else term


def gathered(shared: Given, offer_texts: Sequence[str]) -> list[Shared]:
    words: list[Shared] = []
    pairs: list[Shared] = []
    singles: list[Shared] = []
    neighbours: list[Shared] = []
    lists = {PAIR: pairs, SINGLE: singles, PHRASE: neighbours}
    for term, (weight, need, offer) in sorted(shared.items()):
        prefix = term[:2]
        lists.get(prefix, words).append(Shared(bare(term), (weight,), need, offer))
    words = _inner_words_folded(_neighbours_folded(words, neighbours))
    words, pairs = _folded(words, pairs)
    words, pairs = _seams_folded(words, pairs)
    heads, left = _folded(words + _phrases(pairs, offer_texts), singles)
    return heads + left


def _neighbours_folded(words: list[Shared], neighbours: list[Shared]) -> list[Shared]:
    """Two words that always stand side by side, in both texts, are read as one phrase.

    Otherwise what they weigh for standing so goes to both in equal parts.
    """
    home = {word.reads: number for number, word in enumerate(words)}
    after: dict[int, tuple[Shared, int]] = {}
    followers: set[int] = set()
    apart = []
    for entry in neighbours:
        hosts = [home[word] for word in entry.reads.split(" ") if word in home]
        joins = len(hosts) == 2 and hosts[0] not in after and hosts[1] not in followers
        if joins and _always(entry, words[hosts[0]], words[hosts[1]]):
            after[hosts[0]] = entry, hosts[1]
            followers.add(hosts[1])
        else:
            apart.append((entry, hosts))
    words = _given(words, apart)
    heads = [number for number in range(len(words)) if number not in followers]
    return [_chain(words, number, after) for number in heads] + [entry for entry, hosts in apart if not hosts]


def _always(together: Shared, first: Shared, second: Shared) -> bool:
    """No occurrence of either word is without the other; the first comes first."""
    counts = (
        {len(set(getattr(entry, side))) for entry in (together, first, second)} for side in ("need", "offer")
    )
    return all(len(count) == 1 for count in counts) and min(first.need) < min(second.need)


def _chain(words: list[Shared], number: int, after: Mapping[int, tuple[Shared, int]]) -> Shared:
    """A word with all that always follow it, as one entry."""
    whole = words[number]
    while number in after:
        together, number = after[number]
        whole = Shared(
            f"{whole.reads} {words[number].reads}",
            whole.weights + words[number].weights + together.weights,
            _covered(whole.need, words[number].need),
            _covered(whole.offer, words[number].offer),
        )
    return whole


def _covered(firsts: Places, lasts: Places) -> list[Place]:
    pairs = zip(in_order(firsts), in_order(lasts), strict=True)
    return [(name, start, end) for (name, start, _end), (_name, _start, end) in pairs]


def in_order(places: Places) -> list[Place]:
    """Each place once, those of the title first."""
    if len(places) == 1:
        return list(places)
    return sorted(
        sorted(set(places)), key=_FIELD, reverse=True
    )  # "title" stands after "text" in the alphabet


def _inner_words_folded(words: list[Shared]) -> list[Shared]:
    """轴承 goes into 滚动轴承, t6 into 6061-t6, when it stands nowhere else in either text."""
    found = sorted(words, key=lambda entry: (len(entry.reads), entry.reads))
    hosts = [number for number, entry in enumerate(found) if _may_hold_others(entry.reads)]
    for number, inner in enumerate(found):
        for host in hosts:
            outer = found[host]
            if len(outer.reads) > len(inner.reads) and inner.reads in outer.reads and _inside(inner, outer):
                found[host] = outer.weighing(outer.weights + inner.weights)
                found[number] = inner.weighing(())
                break
    return [entry for entry in found if entry.weights]


def _may_hold_others(reads: str) -> bool:
    return not reads.isalpha() or (len(reads) > 2 and is_han(reads))


def _inside(inner: Shared, outer: Shared) -> bool:
    return all(
        any(place[0] == host[0] and host[1] <= place[1] and place[2] <= host[2] for host in hosts)
        for places, hosts in ((inner.need, outer.need), (inner.offer, outer.offer))
        for place in places
    )


def _folded(heads: list[Shared], helpers: list[Shared]) -> tuple[list[Shared], list[Shared]]:
    """A character or pair goes to the heaviest head that reads as one containing it; the rest is left over."""
    home: dict[str, int] = {}
    for number in sorted(range(len(heads)), key=lambda n: (sum(heads[n].weights), heads[n].reads)):
        reads = heads[number].reads
        home.update((reads[n : n + size], number) for size in (1, 2) for n in range(len(reads) - size + 1))
    left = [helper for helper in helpers if helper.reads not in home]
    return _given(heads, [(helper, [home[helper.reads]]) for helper in helpers if helper.reads in home]), left


def _seams_folded(heads: list[Shared], pairs: list[Shared]) -> tuple[list[Shared], list[Shared]]:
    """A pair at the seam of two shared words, in both texts, goes to those words in equal parts."""
    places = [
        (side, number, place)
        for side in ("need", "offer")
        for number, head in enumerate(heads)
        for place in getattr(head, side)
    ]
    begins = {(side, name, start): number for side, number, (name, start, _end) in places}
    ends = {(side, name, end): number for side, number, (name, _start, end) in places}
    given, left = [], []
    for pair in pairs:
        hosts = [
            host
            for side, (name, start, _end) in (("need", pair.need[0]), ("offer", pair.offer[0]))
            for host in (ends.get((side, name, start + 1)), begins.get((side, name, start + 1)))
        ]
        known = sorted({host for host in hosts if host is not None})
        if None in hosts:
            left.append(pair)
        else:
            given.append((pair, known))
    return _given(heads, given), left


def _given(heads: list[Shared], given: Sequence[tuple[Shared, Sequence[int]]]) -> list[Shared]:
    extra: dict[int, tuple[float, ...]] = {}
    for helper, hosts in given:
        for host in hosts:
            extra[host] = extra.get(host, ()) + tuple(weight / len(hosts) for weight in helper.weights)
    return [
        head.weighing(head.weights + extra[number]) if number in extra else head
        for number, head in enumerate(heads)
    ]


def _phrases(pairs: list[Shared], offer_texts: Sequence[str]) -> list[Shared]:
    """Overlapping pairs that stand as one run in both texts are read as that run."""
    at = {(name, start): number for number, pair in enumerate(pairs) for name, start, _end in pair.need}
    used: set[int] = set()
    found = []
    for name, start in sorted(at):
        members: list[int] = []
        reads, after = "", start
        while (number := at.get((name, after))) is not None and number not in used and number not in members:
            longer = reads + pairs[number].reads[-1] if reads else pairs[number].reads
            if reads and not any(longer in text for text in offer_texts):
                break
            reads, after = longer, after + 1
            members.append(number)
        used.update(members)
        if members:
            found.append(_phrase(reads, [pairs[member] for member in members]))
    return found


def _phrase(reads: str, members: list[Shared]) -> Shared:
    weights = tuple(weight for member in members for weight in member.weights)
    first, last = members[0], members[-1]
    need = _run(first.need, last.need, len(reads) - 2)
    offer = _run(first.offer, last.offer, len(reads) - 2)
    return Shared(reads, weights, need, offer)


def _run(firsts: Places, lasts: Places, shift: int) -> list[Place]:
    known = {(name, start) for name, start, _end in lasts}
    return [
        (name, start, end + shift) for name, start, end in firsts if (name, start + shift) in known
    ] or list(firsts)
