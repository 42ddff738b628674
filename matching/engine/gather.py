"""Shared terms gathered into what a person reads: pairs of characters and parts fold into the word they repeat.

Weights only move from one term to another, so their sum stays what it was.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from matching.engine.text import PAIR, PHRASE, SINGLE, is_han

Place = tuple[str, int, int]  # field, start, end in the folded text
Places = Sequence[Place]
Given = dict[str, tuple[float, Places, Places]]  # terms with their weight and places in need and offer
Cover = tuple[
    tuple[list[tuple[str, int]], list[int]], tuple[list[tuple[str, int]], list[int]]
]  # of the places in need and offer, see _cover
FEW = 100  # spellings that are looked for one by one
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
    first = words[number]
    if number not in after:
        return first
    reads, weights, need, offer = [first.reads], list(first.weights), first.need, first.offer
    while number in after:
        together, number = after[number]
        reads.append(words[number].reads)
        weights += words[number].weights + together.weights
        need, offer = _covered(need, words[number].need), _covered(offer, words[number].offer)
    return Shared(" ".join(reads), tuple(weights), need, offer)


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
    hosts = _hosts([entry.reads for entry in found])
    covers: dict[int, Cover] = {}
    for number, inner in enumerate(found):
        for host in hosts.get(inner.reads, ()):
            outer = found[host]
            if host not in covers:
                covers[host] = _cover(outer.need), _cover(outer.offer)
            if _inside(inner, covers[host]):
                found[host] = outer.weighing(outer.weights + inner.weights)
                found[number] = inner.weighing(())
                break
    return [entry for entry in found if entry.weights]


def _may_hold_others(reads: str) -> bool:
    return not reads.isalpha() or (len(reads) > 2 and is_han(reads))


def _hosts(spellings: Sequence[str]) -> dict[str, list[int]]:
    """For each spelling the numbers of the longer ones that hold it and may, ascending. Shorter spellings come first."""
    lengths = list(map(len, spellings))
    known = dict.fromkeys(spellings)
    hosts: dict[str, list[int]] = {}
    for number, reads in enumerate(spellings):
        if _may_hold_others(reads):
            shorter = bisect_left(lengths, len(reads))
            for inner in _held_in(reads, spellings[:shorter], known):
                hosts.setdefault(inner, []).append(number)
    return hosts


def _held_in(reads: str, shorter: Sequence[str], known: Collection[str]) -> Collection[str]:
    """Those of the shorter spellings that stand in another, each once; of many its parts are looked up instead."""
    if len(shorter) <= FEW:
        return dict.fromkeys([inner for inner in shorter if inner in reads])
    sizes = set(map(len, shorter))
    return {
        inner
        for size in sizes
        for n in range(len(reads) - size + 1)
        if (inner := reads[n : n + size]) in known
    }


def _cover(places: Places) -> tuple[list[tuple[str, int]], list[int]]:
    """Where places begin, in order, and how far those of the same field that begin no later reach."""
    begins: list[tuple[str, int]] = []
    reach: list[int] = []
    for name, start, end in sorted(places):
        same = bool(begins) and begins[-1][0] == name
        begins.append((name, start))
        reach.append(max(end, reach[-1]) if same else end)
    return begins, reach


def _inside(inner: Shared, outer: Cover) -> bool:
    """Whether every place of a word lies within one place of another."""
    for places, (begins, reach) in ((inner.need, outer[0]), (inner.offer, outer[1])):
        for name, start, end in places:
            before = bisect_right(begins, (name, start)) - 1
            if before < 0 or begins[before][0] != name or reach[before] < end:
                return False
    return True


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
    extra: dict[int, list[float]] = {}
    for helper, hosts in given:
        for host in hosts:
            extra.setdefault(host, []).extend([weight / len(hosts) for weight in helper.weights])
    return [
        head.weighing((*head.weights, *extra[number])) if number in extra else head
        for number, head in enumerate(heads)
    ]


def _phrases(pairs: list[Shared], offer_texts: Sequence[str]) -> list[Shared]:
    """Overlapping pairs that stand as one run in both texts are read as that run."""
    at = {(name, start): number for number, pair in enumerate(pairs) for name, start, _end in pair.need}
    used: set[int] = set()
    found = []
    for name, start in sorted(at):
        members: dict[int, None] = {}
        reads, after = "", start
        while (number := at.get((name, after))) is not None and number not in used and number not in members:
            longer = reads + pairs[number].reads[-1] if reads else pairs[number].reads
            if reads and not any(longer in text for text in offer_texts):
                break
            reads, after = longer, after + 1
            members[number] = None
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
