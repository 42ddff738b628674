"""Shared terms merged into what is displayed: bigrams, characters and parts go into the word that contains
them.

Weights are moved from one term to another and never lost: their sum stays the score.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from matching.engine.analysis.analyzer import BIGRAM, PHRASE, UNIGRAM, is_han

FieldSpan = tuple[str, int, int]  # field, start, end in the normalized text
FieldSpans = Sequence[FieldSpan]
WeightedTerms = dict[
    str, tuple[float, FieldSpans, FieldSpans]
]  # term -> (weight, spans in the need, spans in the offer)
# starts of spans in order, and how far the spans of that field that start no later reach; for need and offer
Cover = tuple[tuple[list[tuple[str, int]], list[int]], tuple[list[tuple[str, int]], list[int]]]
FEW = 100  # texts that are looked for one by one; of more the parts of the longer one are looked up
_FIELD = itemgetter(0)


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term of both documents; `text` is its normalized form."""

    text: str
    weights: tuple[float, ...]  # its own and those of the terms merged into it
    need: FieldSpans
    offer: FieldSpans

    def with_weights(self, weights: tuple[float, ...]) -> "SharedTerm":
        """The term with other weights."""
        return SharedTerm(self.text, weights, self.need, self.offer)


def display_form(term: str) -> str:
    """A term without the prefix of its class."""
    return term[2:] if term[:2] in (BIGRAM, UNIGRAM, PHRASE) else term


def merge_terms(shared: WeightedTerms, offer_texts: Sequence[str]) -> list[SharedTerm]:
    """Merged terms of a pair, from terms with their weight and spans; `offer_texts` are the offer's
    normalized fields.
    """
    words: list[SharedTerm] = []
    pairs: list[SharedTerm] = []
    singles: list[SharedTerm] = []
    neighbours: list[SharedTerm] = []
    lists = {BIGRAM: pairs, UNIGRAM: singles, PHRASE: neighbours}
    for term, (weight, need, offer) in sorted(shared.items()):
        prefix = term[:2]
        lists.get(prefix, words).append(SharedTerm(display_form(term), (weight,), need, offer))
    words = _merge_inner_words(_merge_phrases(words, neighbours))
    words, pairs = _merge_into_containing(words, pairs)
    words, pairs = _merge_boundary_bigrams(words, pairs)
    heads, left = _merge_into_containing(words + _merge_runs(pairs, offer_texts), singles)
    return heads + left


def _merge_phrases(words: list[SharedTerm], neighbours: list[SharedTerm]) -> list[SharedTerm]:
    """Two words that always occur side by side, in both documents, become one phrase.

    The weight of any other phrase is given to its words in equal parts.
    """
    home = {word.text: number for number, word in enumerate(words)}
    after: dict[int, tuple[SharedTerm, int]] = {}
    followers: set[int] = set()
    apart = []
    for entry in neighbours:
        hosts = [home[word] for word in entry.text.split(" ") if word in home]
        joins = len(hosts) == 2 and hosts[0] not in after and hosts[1] not in followers
        if joins and _always_adjacent(entry, words[hosts[0]], words[hosts[1]]):
            after[hosts[0]] = entry, hosts[1]
            followers.add(hosts[1])
        else:
            apart.append((entry, hosts))
    words = _distribute(words, apart)
    heads = [number for number in range(len(words)) if number not in followers]
    return [_chain_phrases(words, number, after) for number in heads] + [
        entry for entry, hosts in apart if not hosts
    ]


def _always_adjacent(together: SharedTerm, first: SharedTerm, second: SharedTerm) -> bool:
    """Whether neither word occurs without the other, and the first comes first."""
    counts = (
        {len(set(getattr(entry, side))) for entry in (together, first, second)} for side in ("need", "offer")
    )
    return all(len(count) == 1 for count in counts) and min(first.need) < min(second.need)


def _chain_phrases(
    words: list[SharedTerm], number: int, after: Mapping[int, tuple[SharedTerm, int]]
) -> SharedTerm:
    """A word and those that always follow it, as one term."""
    first = words[number]
    if number not in after:
        return first
    texts, weights, need, offer = [first.text], list(first.weights), first.need, first.offer
    while number in after:
        together, number = after[number]
        texts.append(words[number].text)
        weights += words[number].weights + together.weights
        need, offer = _covering_spans(need, words[number].need), _covering_spans(offer, words[number].offer)
    return SharedTerm(" ".join(texts), tuple(weights), need, offer)


def _covering_spans(firsts: FieldSpans, lasts: FieldSpans) -> list[FieldSpan]:
    """Spans from the start of each first word to the end of each last word."""
    pairs = zip(sorted_spans(firsts), sorted_spans(lasts), strict=True)
    return [(name, start, end) for (name, start, _end), (_name, _start, end) in pairs]


def sorted_spans(spans: FieldSpans) -> list[FieldSpan]:
    """Each span once, those of the title first."""
    if len(spans) == 1:
        return list(spans)
    return sorted(sorted(set(spans)), key=_FIELD, reverse=True)  # "title" is after "text" in the alphabet


def _merge_inner_words(words: list[SharedTerm]) -> list[SharedTerm]:
    """A term that occurs only inside another one goes into it: 轴承 into 滚动轴承, t6 into 6061-t6."""
    found = sorted(words, key=lambda entry: (len(entry.text), entry.text))
    hosts = _hosts([entry.text for entry in found])
    covers: dict[int, Cover] = {}
    for number, inner in enumerate(found):
        for host in hosts.get(inner.text, ()):
            outer = found[host]
            if host not in covers:
                covers[host] = _cover(outer.need), _cover(outer.offer)
            if _is_inside(inner, covers[host]):
                found[host] = outer.with_weights(outer.weights + inner.weights)
                found[number] = inner.with_weights(())
                break
    return [entry for entry in found if entry.weights]


def _may_hold_others(text: str) -> bool:
    return not text.isalpha() or (len(text) > 2 and is_han(text))


def _hosts(texts: Sequence[str]) -> dict[str, list[int]]:
    """For each text the numbers of the longer ones that contain it and may, ascending. Shorter texts come
    first.
    """
    lengths = list(map(len, texts))
    sizes = sorted(set(lengths))
    known = frozenset(texts)
    hosts: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        if not _may_hold_others(text):
            continue
        shorter = bisect_left(lengths, len(text))
        if shorter <= FEW:
            within = {inner for inner in texts[:shorter] if inner in text}
        else:
            within = _parts_in(known, text, sizes[: bisect_left(sizes, len(text))])
        for inner in within:
            hosts.setdefault(inner, []).append(number)
    return hosts


def _parts_in(known: Collection[str], text: str, sizes: Sequence[int]) -> set[str]:
    """The substrings of `text` of these sizes that are known."""
    return {
        part
        for size in sizes
        for start in range(len(text) - size + 1)
        if (part := text[start : start + size]) in known
    }


def _cover(spans: FieldSpans) -> tuple[list[tuple[str, int]], list[int]]:
    """Starts of the spans in order, and the farthest end among those of the same field that start no
    later.
    """
    starts: list[tuple[str, int]] = []
    reach: list[int] = []
    for name, start, end in sorted(spans):
        same = bool(starts) and starts[-1][0] == name
        starts.append((name, start))
        reach.append(max(end, reach[-1]) if same else end)
    return starts, reach


def _is_inside(inner: SharedTerm, outer: Cover) -> bool:
    """Whether every span of a term lies within one span of another."""
    for spans, (starts, reach) in ((inner.need, outer[0]), (inner.offer, outer[1])):
        for name, start, end in spans:
            before = bisect_right(starts, (name, start)) - 1
            if before < 0 or starts[before][0] != name or reach[before] < end:
                return False
    return True


def _merge_into_containing(
    heads: list[SharedTerm], helpers: list[SharedTerm]
) -> tuple[list[SharedTerm], list[SharedTerm]]:
    """(heads, rest): a character or bigram goes to the heaviest head whose text contains it."""
    home: dict[str, int] = {}
    for number in sorted(range(len(heads)), key=lambda n: (sum(heads[n].weights), heads[n].text)):
        text = heads[number].text
        home.update((text[n : n + size], number) for size in (1, 2) for n in range(len(text) - size + 1))
    left = [helper for helper in helpers if helper.text not in home]
    return _distribute(
        heads, [(helper, [home[helper.text]]) for helper in helpers if helper.text in home]
    ), left


def _merge_boundary_bigrams(
    heads: list[SharedTerm], pairs: list[SharedTerm]
) -> tuple[list[SharedTerm], list[SharedTerm]]:
    """(heads, rest): a bigram across two adjacent heads, in both documents, goes to both in equal parts."""
    spans = [
        (side, number, span)
        for side in ("need", "offer")
        for number, head in enumerate(heads)
        for span in getattr(head, side)
    ]
    begins = {(side, name, start): number for side, number, (name, start, _end) in spans}
    ends = {(side, name, end): number for side, number, (name, _start, end) in spans}
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
    return _distribute(heads, given), left


def _distribute(
    heads: list[SharedTerm], given: Sequence[tuple[SharedTerm, Sequence[int]]]
) -> list[SharedTerm]:
    """Each helper's weights to its hosts in equal parts."""
    extra: dict[int, list[float]] = {}
    for helper, hosts in given:
        for host in hosts:
            extra.setdefault(host, []).extend([weight / len(hosts) for weight in helper.weights])
    return [
        head.with_weights((*head.weights, *extra[number])) if number in extra else head
        for number, head in enumerate(heads)
    ]


def _merge_runs(pairs: list[SharedTerm], offer_texts: Sequence[str]) -> list[SharedTerm]:
    """Overlapping bigrams that form a run in both documents become that run."""
    at = {(name, start): number for number, pair in enumerate(pairs) for name, start, _end in pair.need}
    used: set[int] = set()
    found = []
    for name, start in sorted(at):
        members: dict[int, None] = {}
        text, after = "", start
        while (number := at.get((name, after))) is not None and number not in used and number not in members:
            longer = text + pairs[number].text[-1] if text else pairs[number].text
            if text and not any(longer in whole for whole in offer_texts):
                break
            text, after = longer, after + 1
            members[number] = None
        used.update(members)
        if members:
            found.append(_run_term(text, [pairs[member] for member in members]))
    return found


def _run_term(text: str, members: list[SharedTerm]) -> SharedTerm:
    weights = tuple(weight for member in members for weight in member.weights)
    first, last = members[0], members[-1]
    need = _run_spans(first.need, last.need, len(text) - 2)
    offer = _run_spans(first.offer, last.offer, len(text) - 2)
    return SharedTerm(text, weights, need, offer)


def _run_spans(firsts: FieldSpans, lasts: FieldSpans, shift: int) -> list[FieldSpan]:
    known = {(name, start) for name, start, _end in lasts}
    return [
        (name, start, end + shift) for name, start, end in firsts if (name, start + shift) in known
    ] or list(firsts)
