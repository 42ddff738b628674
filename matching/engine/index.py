"""An index that answers: matches, search with facets, explanations, suggestions. It never changes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from matching.engine import explain as explaining
from matching.engine.columns import Mask, but_for, passing
from matching.engine.segment import Delta, Segment, stored
from matching.engine.select import best, merged
from matching.engine.store import Generation
from matching.engine.text import SINGLE
from matching.engine.types import Document, Explanation, Match, SearchResult
from matching.engine.weigh import Vector, Weigher

NEAREST = 30  # documents whose codes are asked for a suggestion


class Index:
    """A generation and, beside it, the delta of what changed since."""

    def __init__(self, generation: Generation) -> None:
        contents = generation.contents
        vocabulary = {term: place for place, term in enumerate(contents.vocabulary)}
        self.generation = generation
        self._weigher = Weigher(vocabulary, np.asarray(contents.idf), contents.rare, contents.parameters)
        self._delta = Delta()
        self._segments: tuple[Segment, ...] = (stored(generation, vocabulary),)

    def changed(self, puts: Sequence[Document], drops: Collection[str] = ()) -> "Index":
        """A new index: dropped keys are gone, put documents replace older ones of their key."""
        if any(not document.key for document in puts):
            raise ValueError("a document has no key")
        gone = {document.key for document in puts} | set(drops)
        vectors = [(document, self._weigher.vector(document)) for document in puts]
        index = object.__new__(Index)
        index.generation = self.generation
        index._weigher = self._weigher
        index._delta = self._delta.extended(vectors, set(drops))
        index._segments = (self._segments[0].without(sorted(gone)), index._delta.segment())
        return index

    def __len__(self) -> int:
        return sum(len(segment.places) for segment in self._segments)

    def keys(self) -> Iterator[str]:
        for segment in self._segments:
            yield from segment.places

    def has(self, key: str) -> bool:
        return any(key in segment.places for segment in self._segments)

    def match(
        self,
        document: Document,
        *,
        kind: str,
        limit: int = 10,
        floor: float = 0.0,
        exclude: Collection[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
    ) -> list[Match]:
        """The best documents of a kind for a stored or new one, itself left out; never one that shares nothing."""
        vector = self._weigher.vector(document)
        hidden = {document.key, *exclude}
        found = []
        for segment in self._segments:
            scores = segment.scores(vector)
            allowed = segment.of_kind(kind) & (scores > 0) & (scores >= floor)
            for choice in passing(segment.columns, where or {}, len(segment)).values():
                allowed &= choice
            allowed[[segment.places[key] for key in hidden if key in segment.places]] = False
            places = best(scores, allowed, segment.order, limit)
            found.append([(segment.keys[place], float(scores[place])) for place in places])
        return [Match(key, score, score) for key, score in merged(found, limit)]

    def search(
        self,
        text: str,
        *,
        kind: str | None = None,
        where: Mapping[str, Collection[str]] | None = None,
        offset: int = 0,
        limit: int = 20,
        order: Mapping[str, float] | None = None,
    ) -> SearchResult:
        """Ranked search. Blank text means everything, by `order` (higher first), then by key, with score 0.

        A document qualifies by one word or pair of characters; a single Chinese character only when the text
        holds nothing else, or 轴承 would find all that has 轴.
        """
        vector = self._weigher.vector(Document("", "", "", text))
        wanted = [term for term in vector.terms if not term.startswith(SINGLE)] or list(vector.terms)
        found: list[list[tuple[str, float]]] = []
        total, facets = 0, defaultdict[str, dict[str, int]](dict)
        for segment in self._segments:
            base = segment.of_kind(kind)
            if text.strip():
                base = base & segment.holding(wanted)
            choices = passing(segment.columns, where or {}, len(segment))
            seen = but_for("", base, choices)
            total += int(seen.sum())
            _count(facets, segment, base, choices)
            found.append(_ranked(segment, seen, vector, order, offset + limit))
        matches = merged(found, offset + limit)[offset:]
        if not text.strip():
            matches = [(key, 0.0) for key, _weight in matches]
        return SearchResult([Match(key, score, score) for key, score in matches], total, dict(facets))

    def explain(self, need: Document, offer: Document) -> Explanation:
        """Why two documents, stored or not, suit each other."""
        return explaining.explain(self._weigher, need, offer)

    def suggest(self, text: str, facet: str, limit: int = 5) -> list[tuple[str, float]]:
        """Values of a facet among the nearest documents that carry it, each weighted by their scores."""
        vector = self._weigher.vector(Document("", "", "", text))
        nearest: list[tuple[str, float]] = []
        values: dict[str, list[str]] = {}
        for segment in self._segments:
            column = segment.columns.get(facet)
            if column is None:
                continue
            scores = segment.scores(vector)
            allowed = segment.visible & (scores > 0) & (np.diff(column.starts) > 0)
            places = best(scores, allowed, segment.order, NEAREST)
            values |= {segment.keys[place]: column.of(int(place)) for place in places}
            nearest += [(segment.keys[place], float(scores[place])) for place in places]
        weights: dict[str, float] = defaultdict(float)
        for key, score in merged([nearest], NEAREST):
            for value in values[key]:
                weights[value] += score
        return merged([weights.items()], limit)


def _ranked(
    segment: Segment, seen: Mask, vector: Vector, order: Mapping[str, float] | None, limit: int
) -> list[tuple[str, float]]:
    if vector.terms:
        scores = segment.scores(vector)
    elif order is None:
        scores = np.zeros(len(segment))
    else:
        scores = np.array([order.get(key, 0.0) for key in segment.keys], dtype=np.float64)
    places = best(scores, seen, segment.order, limit)
    return [(segment.keys[place], float(scores[place])) for place in places]


def _count(
    facets: dict[str, dict[str, int]], segment: Segment, base: Mask, choices: Mapping[str, Mask]
) -> None:
    """Adds the counts of one segment; a facet's own choice does not narrow its own counts."""
    met = but_for("", base, choices)
    for name, column in segment.columns.items():
        seen = but_for(name, base, choices) if name in choices else met
        for value, count in column.counts(seen).items():
            facets[name][value] = facets[name].get(value, 0) + count
