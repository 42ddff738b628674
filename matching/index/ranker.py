"""The catalogue's port of ranked search, on the live index."""

from collections.abc import Iterable, Mapping, Sequence

from accounts.actor import Actor
from catalog import ports
from catalog.kinds import KINDS
from catalog.models import Listing
from catalog.ports import Hit, Hits, Page
from matching import corpus
from matching.engine import Document, Index, Match, SearchRequest
from matching.index.live import current
from matching.rules import grade

SIMILAR = 10  # hits of "similar to this text"
TERMS = 5  # terms shown with a hit
CODES = 5  # codes suggested, of each scheme


class TfidfRanker:
    def search(self, text: str, reader: Actor, facets: Mapping[str, Sequence[str]], page: Page) -> Hits:
        live, known = current(), ports.facets()
        where = {name: list(values) for name, values in facets.items() if values and name in known}
        text = text.strip()
        found = live.index.search(
            text,
            where=where,  # "kind" too, so that the other kind is counted as well
            offset=page.offset,
            limit=page.size,
            order=None if text else live.published,
        )
        hits = _hits(live.index, text, found.matches)
        gone = len(found.matches) - len(hits)
        counts = {name: _met(found.facets.get(name, {})) for name in known}
        return Hits(hits=hits, total=found.total - gone, facets=counts)

    def similar(self, text: str, kind: str, exclude: str = "") -> Hits:
        index = current().index
        asked = _query(text)
        matches = index.match_one(
            SearchRequest(
                asked, kind=kind, limit=SIMILAR, exclude={0: index.ids_of([exclude])} if exclude else {}
            )
        )
        hits = _hits(index, text, matches)
        return Hits(hits=hits, total=len(hits))

    def suggest_codes(self, text: str) -> list[str]:
        index = current().index
        found = [
            *index.suggest(text, "technology", limit=CODES),
            *index.suggest(text, "industry", limit=CODES),
        ]
        return [code for code, _weight in sorted(found, key=lambda entry: (-entry[1], entry[0]))]


def _met(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if count}


def _query(text: str) -> Document:
    return Document(key="", kind="", title="", text=text)


def _hits(index: Index, text: str, matches: Iterable[Match]) -> tuple[Hit, ...]:
    """One page of hits with their terms; a row that is no longer published, or of a kind that is no longer
    registered, is never shown, whatever the index says."""
    matches = list(matches)
    keys = [match.key for match in matches]
    listings = Listing.objects.published().filter(public_id__in=keys, kind__in=KINDS.names)
    if not text:
        shown = set(listings.values_list("public_id", flat=True))
        return tuple(Hit(public_id=key) for key in keys if key in shown)
    asked = _query(text)
    rows = {listing.public_id: listing for listing in corpus.with_patents(listings)}
    return tuple(
        Hit(
            public_id=match.key,
            strength=match.strength,
            grade=grade(match.strength),
            terms=_terms(index, asked, corpus.document(rows[match.key])),
        )
        for match in matches
        if match.key in rows
    )


def _terms(index: Index, asked: Document, found: Document) -> tuple[tuple[str, float], ...]:
    terms = [term for part in index.explain(asked, found).parts for term in part.terms]
    terms.sort(key=lambda term: (-term.weight, term.term))
    return tuple((term.surface_offer or term.surface_need, term.weight) for term in terms[:TERMS])
