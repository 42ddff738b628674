"""The one bridge from catalogue rows to engine documents.

What stands here is public: the confidential part, the owner, their own reference and whatever names an
anonymous owner (patents, region) never enter an index.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.db.models import Prefetch

from catalog.fields import FIELDS, Field, Storage
from catalog.fields.rows import CELLS, Indicators
from catalog.models import Listing, ListingPatent, ListingQuerySet
from matching import attributes, constraints
from matching.engine import Document

SEPARATOR = "\n\n"
CHUNK = 500  # rows fetched at once while everything published is read

log = structlog.get_logger(__name__)


class UnreadableListing(Exception):
    """What is stored of this listing cannot be read, so it is in no index."""

    def __init__(self, listing: Listing, reason: str):
        super().__init__(f"{listing.public_id}: {reason}")
        self.listing = listing


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of a listing inside the text of its document."""

    field: str
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def with_patents(listings: ListingQuerySet) -> ListingQuerySet:
    """The listings with what a document needs, in a fixed number of queries."""
    links = ListingPatent.objects.select_related("patent")
    return listings.select_related("organisation").prefetch_related(Prefetch("patent_links", queryset=links))


def published() -> Iterator[Listing]:
    """Everything that may be found, in the order of the keys, a chunk at a time."""
    return with_patents(Listing.objects.published().order_by("pk")).iterator(chunk_size=CHUNK)


def passages(listing: Listing) -> list[Passage]:
    """The text of the listing field by field, with the place of each in the document's text. A field of
    weight 2 stands there twice, so that each of its words counts as one that is written twice.
    """
    found, start = [], 0
    for name, field in FIELDS.items():
        text = _text(listing, field) if field.is_searched else ""
        for _time in range(field.weight if text else 0):
            found.append(Passage(name, start, text))
            start += len(text) + len(SEPARATOR)
    return found


def document(listing: Listing) -> Document:
    """The listing as the engine reads it. What is stored and cannot be read counts as empty."""
    return Document(
        key=listing.public_id,
        kind=str(listing.kind),
        title=listing.title,
        text=SEPARATOR.join(passage.text for passage in passages(listing)),
        facets=attributes.facets(listing) | constraints.facets(listing),
        language=str(listing.language),
        signals=attributes.signals(listing),
    )


def checked_document(listing: Listing) -> Document:
    """The same for an index or a match: UnreadableListing when anything stored cannot be read."""
    if listing.unreadable:
        raise UnreadableListing(listing, f"cannot be read: {', '.join(listing.unreadable)}")
    try:
        return document(listing)
    except Exception as error:
        raise UnreadableListing(listing, f"{type(error).__name__}: {error}") from error


def documents(
    listings: Iterable[Listing], on_unreadable: Callable[[UnreadableListing], object] | None = None
) -> Iterator[Document]:
    """The documents of these listings. One that cannot be read is logged, handed on and left out."""
    for listing in listings:
        try:
            yield checked_document(listing)
        except UnreadableListing as error:
            log.error("corpus.unreadable", listing=listing.public_id, error=str(error))
            if on_unreadable is not None:
                on_unreadable(error)


def _text(listing: Listing, field: Field) -> str:
    if field.names_owner and listing.anonymous:
        return ""
    if field.storage == Storage.ROWS:
        return _patents(listing)
    value = listing.value_of(field.name)
    if isinstance(field.type, Indicators):
        return "\n".join(filter(None, map(_cells, value)))
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _cells(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    return " ".join(str(row[name]) for name in CELLS if row.get(name) not in (None, ""))


def _patents(listing: Listing) -> str:
    linked = (link.patent for link in listing.patent_links.all())
    return "\n".join("\n".join(filter(None, (patent.title, patent.abstract))) for patent in linked)
