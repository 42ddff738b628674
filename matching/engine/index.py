"""An index that answers: matches, search with facets, explanations, suggestions. It never changes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.engine.analysis.analyzer import SINGLE
from matching.engine.arrays import Ids, Mask
from matching.engine.documents import Document
from matching.engine.explain.analysed_document import Readings
from matching.engine.explain.explanation import explain
from matching.engine.kernels.top_k import Best, merged
from matching.engine.results import Explanation, Match, SearchResult
from matching.engine.search import batch_search
from matching.engine.search.batch_search import Hidden
from matching.engine.search.constraints import HIDDEN
from matching.engine.search.query_builder import Asker
from matching.engine.storage.doc_ids import NOBODY, Numbering
from matching.engine.storage.doc_values import but_for, passing
from matching.engine.storage.generation import TEXT, Contents, Generation
from matching.engine.storage.memory_segment import Delta, Lexicon, signals_of
from matching.engine.storage.segment import Segment, StoredSegment, stored
from matching.engine.storage.string_table import Vocabulary
from matching.engine.translation.dictionary.bilingual_dictionary import Dictionary
from matching.engine.translation.query_translator import BOTH, Bridge
from matching.engine.weighting.tfidf import Vector, Weigher

ASKED_FOR_CODES = 30  # documents whose codes are asked for a suggestion


class Index:
    """A generation and, beside it, the delta of what changed since."""

    def __init__(self, generation: Generation, dictionary: Dictionary | None = None) -> None:
        """`dictionary` is the way between the languages; None means the shipped one, read when first needed."""
        contents = generation.contents
        vocabulary = Vocabulary(contents.vocabulary)
        self.generation = generation
        self._weigher = Weigher(
            vocabulary, np.asarray(contents.halves), contents.statistics, contents.parameters
        )
        self._languages = _languages(contents)
        self._bridge = (
            Bridge(self._weigher, dictionary, self._languages) if contents.parameters.bridge > 0 else None
        )
        self._readings = Readings(self._weigher, self._bridge)
        self._stored: dict[str, StoredSegment] = {
            kind: stored(kind, part) for kind, part in contents.parts.items()
        }
        self._delta = Delta(Lexicon(vocabulary, beside=(signals_of(contents.vocabulary), range(0))))

    def changed(self, puts: Sequence[Document], drops: Collection[str] = ()) -> "Index":
        """A new index: dropped keys are gone, put documents replace older ones of their key."""
        if any(not document.key for document in puts):
            raise ValueError("a document has no key")
        gone = {document.key for document in puts} | set(drops)
        index = object.__new__(Index)
        index.generation = self.generation
        index._weigher = self._weigher
        index._languages, index._bridge, index._readings = self._languages, self._bridge, self._readings
        index._stored = {kind: segment.without(gone) for kind, segment in self._stored.items()}
        index._delta = self._delta.extended([self._asker.entry(document) for document in puts], set(drops))
        return index

    @property
    def outgrown(self) -> bool:
        """Whether documents came in a language of which the generation has none: only a rebuild learns its words."""
        missing = BOTH - self._languages if self._bridge is not None and self._languages else ()
        fresh = self._delta.segments.values()
        return any(bool(segment.speaking[chinese].any()) for chinese in missing for segment in fresh)

    def __len__(self) -> int:
        return sum(segment.count for segment in self._segments())

    def keys(self) -> Iterator[str]:
        for segment in self._segments():
            yield from (key for key, seen in zip(segment.keys, segment.visible, strict=True) if seen)

    def has(self, key: str) -> bool:
        return any(segment.place(key) is not None for segment in self._segments())

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
        """The best documents of a kind for a stored or new one, itself left out; never one that shares no term.

        In the order of their scores; the first of a need's offers as neighbours.py has them.
        What one of the two demands of the other (see demands.py) holds.
        """
        asker = self._asker
        away = asker.numbering.of([document.key, *exclude])
        found = batch_search.answered(
            asker,
            asker.questions(document, kind),
            [document.facets],
            kind=kind,
            limit=limit,
            floor=floor,
            hidden={0: away[away != NOBODY]},
            where=where,
        )
        return self.named(found)[0]

    def numbers(self, keys: Sequence[str]) -> Ids:
        """The numbers by which many documents are asked for at once; NOBODY for a key that is not here.

        They hold for this index only.
        """
        return self._asker.numbering.of(keys)

    def names(self, numbers: Ids) -> list[str]:
        """The keys of numbered documents."""
        return self._asker.numbering.keys(numbers)

    def best_many(
        self, numbers: Ids, *, kind: str, limit: int = 10, floor: float = 0.0, hidden: Hidden | None = None
    ) -> Best:
        """What `match` answers for each of the stored documents, from their stored weights, in numbers."""
        return batch_search.best(
            self._asker, numbers, kind=kind, limit=limit, floor=floor, hidden=hidden or {}
        )

    def named(self, found: Best) -> list[list[Match]]:
        """What `best_many` answered, in keys."""
        pairs = zip(self.names(found.ids), found.scores.tolist(), found.strengths.tolist(), strict=True)
        matches = [Match(*pair) for pair in pairs]
        return [matches[first:last] for first, last in pairwise(found.starts.tolist())]

    def cost(self, numbers: Ids, *, kind: str) -> Ids:
        """How many postings of stored documents of the kind a match of each stored document reads."""
        return batch_search.cost(self._asker, numbers, kind=kind)

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
        vector = self._asker.typed(text)
        wanted = [term for term in vector.terms if not term.startswith(SINGLE)] or list(vector.terms)
        numbers = [number for term in wanted if (number := self._delta.lexicon.number(term)) is not None]
        found: list[list[tuple[str, float]]] = []
        total, facets = 0, defaultdict[str, dict[str, int]](dict)
        for segment in self._segments():
            base = segment.visible if kind in (None, segment.kind) else np.zeros(len(segment), dtype=bool)
            if text.strip():
                base = base & segment.forms[TEXT].holding(numbers)
            choices = passing(segment.columns, where or {}, len(segment))
            seen = but_for("", base, choices)
            total += int(seen.sum())
            _count(facets, segment, base, choices)
            found.append(self._ranked(segment, seen, vector, order, offset + limit))
        matches = merged(found, offset + limit)[offset:]
        if not text.strip():
            matches = [(key, 0.0) for key, _weight in matches]
        return SearchResult([_match(key, score) for key, score in matches], total, dict(facets))

    def explain(self, need: Document, offer: Document) -> Explanation:
        """Why two documents, stored or not, suit each other."""
        return explain(self._readings.of(need), self._readings.of(offer))

    def suggest(self, text: str, facet: str, limit: int = 5) -> list[tuple[str, float]]:
        """Values of a facet among the nearest documents that carry it, each weighted by their scores."""
        vector = self._asker.typed(text)
        if not vector.terms:
            return []
        nearest: list[tuple[str, float]] = []
        values: dict[str, list[str]] = {}
        for segment in self._segments():
            column = segment.columns.get(facet)
            if column is None:
                continue
            allowed = segment.visible & (np.diff(column.starts) > 0)
            for key, score in self._ranked(segment, allowed, vector, None, ASKED_FOR_CODES):
                place = segment.place(key)
                values[key] = column.of(place) if place is not None else []
                nearest.append((key, score))
        weights: dict[str, float] = defaultdict(float)
        for key, score in merged([nearest], ASKED_FOR_CODES):
            for value in values[key]:
                weights[value] += score
        return merged([weights.items()], limit)

    @property
    def _asker(self) -> Asker:
        return Asker(self._weigher, self._bridge, self._delta.lexicon, Numbering(tuple(self._segments())))

    def _segments(self, kind: str | None = None) -> Iterator[Segment]:
        for segments in (self._stored, self._delta.segments):
            for name, segment in segments.items():
                if kind in (None, name):
                    yield segment

    def _ranked(
        self,
        segment: Segment,
        seen: Mask,
        vector: Vector,
        order: Mapping[str, float] | None,
        limit: int,
    ) -> list[tuple[str, float]]:
        if limit <= 0 or not seen.any():
            return []
        if vector.terms:
            rows = self._delta.lexicon.rows([vector])
            nobody = [np.zeros(0, dtype=np.int64)]
            ((places, scores),) = segment.forms[TEXT].top(rows, limit, seen, nobody, 0.0)
            return _named(segment, places, scores)
        shown = [(segment.keys[place], 0.0) for place in np.flatnonzero(seen).tolist()]
        return merged([[(key, (order or {}).get(key, 0.0)) for key, _score in shown]], limit)


def _languages(contents: Contents) -> frozenset[bool]:
    """Whether the documents of a generation are Chinese: True, False, both, or nothing when there are none."""
    masks = [np.asarray(part.chinese) for part in contents.parts.values()]
    return frozenset(bool(chinese) for mask in masks for chinese in np.unique(mask))


def _named(
    segment: Segment, places: npt.NDArray[np.int64], scores: npt.NDArray[np.float64]
) -> list[tuple[str, float]]:
    return [
        (segment.keys[place], score) for place, score in zip(places.tolist(), scores.tolist(), strict=True)
    ]


def _match(key: str, score: float) -> Match:
    return Match(key, score, min(score, 1.0))


def _count(
    facets: dict[str, dict[str, int]], segment: Segment, base: Mask, choices: Mapping[str, Mask]
) -> None:
    """Adds the counts of one segment; a facet's own choice does not narrow its own counts."""
    met = but_for("", base, choices)
    for name, column in segment.columns.items():
        if name.startswith(HIDDEN):
            continue
        seen = but_for(name, base, choices) if name in choices else met
        for value, count in column.counts(seen).items():
            facets[name][value] = facets[name].get(value, 0) + count
