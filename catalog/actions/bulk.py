"""Writing many listings at once: rows, versions, patents, audit; and one announcement for all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation
from catalog.actions.content import content_of, reference_taken
from catalog.actions.patents import title_from
from catalog.content import Content, clean
from catalog.enums import ListingState
from catalog.errors import ContentErrors
from catalog.fields import FIELDS, Level
from catalog.models import Listing, ListingPatent, ListingVersion, Patent
from catalog.models.listing import VALIDITY
from catalog.queries import known_codes
from catalog.signals import listings_changed, listings_published
from core import audit

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewListing:
    """A listing to be inserted: its content as it was given, and the state in which it begins."""

    kind: str
    organisation: Organisation
    content: Mapping[str, Any]
    state: ListingState = ListingState.DRAFT  # or SUBMITTED, PUBLISHED
    at: datetime | None = None  # since when; None is now
    more: Mapping[str, Any] = field(default_factory=dict)  # created_by, source_record, is_demo

    @property
    def level(self) -> Level:
        return Level.SAVE if self.state == ListingState.DRAFT else Level.PUBLISH


@transaction.atomic
def create_many(fresh: Sequence[NewListing], *, by: Actor) -> list[Listing]:
    """Insert listings with their patents, first versions and audit events; nobody is told.

    ContentErrors for the first one whose content is not acceptable: nothing is written then.
    """
    codes = known_codes(*(new.content for new in fresh))
    accepted = [
        clean(new.kind, new.content, level=new.level, owner=new.organisation, codes=codes) for new in fresh
    ]
    listings = [_listing(new, content) for new, content in zip(fresh, accepted, strict=True)]
    _check_references(listings)
    Listing.objects.bulk_create(listings)
    pairs = list(zip(listings, accepted, strict=True))
    rows = _patents_of(pairs)
    ListingPatent.objects.bulk_create(
        ListingPatent(listing=listing, patent=rows[_key(listing, entry)], position=position)
        for listing, content in pairs
        for position, entry in enumerate(content.patents)
    )
    ListingVersion.objects.bulk_create(_first_versions(pairs, by))
    for listing in listings:
        audit.record("listing.imported", listing, by=by, state=str(listing.state))
    return listings


def _listing(new: NewListing, content: Content) -> Listing:
    listing = Listing(
        kind=new.kind,
        organisation=new.organisation,
        patent_count=len(content.patents),
        state=new.state,
        **content.columns,
        **new.more,
    )
    if new.state != ListingState.DRAFT:
        listing.state_at = listing.submitted_at = new.at or timezone.now()
    if new.state == ListingState.PUBLISHED:
        listing.published_at = listing.submitted_at
        listing.valid_until = timezone.localdate(listing.published_at) + VALIDITY
    return listing


def _check_references(listings: Sequence[Listing]) -> None:
    """Of one organisation and kind each reference is new."""
    named = [listing for listing in listings if listing.own_reference]
    keys = [(listing.organisation_id, listing.kind, listing.own_reference) for listing in named]
    taken = Listing.objects.filter(
        organisation__in={key[0] for key in keys}, own_reference__in={key[2] for key in keys}
    )
    seen = set(taken.values_list("organisation", "kind", "own_reference")) if keys else set()
    for key, listing in zip(keys, named, strict=True):
        if key in seen:
            raise ContentErrors([reference_taken()], listing)
        seen.add(key)


def _key(listing: Listing, entry: Mapping[str, Any]) -> tuple[int, str]:
    return listing.organisation_id, entry["publication_number"]


def _patents_of(pairs: Sequence[tuple[Listing, Content]]) -> dict[tuple[int, str], Patent]:
    """A row per organisation and number; known ones stay as they are."""
    wanted: dict[tuple[int, str], dict[str, Any]] = {}
    for listing, content in pairs:
        for entry in content.patents:
            details = {
                "organisation_id": listing.organisation_id, "title": title_from(listing),
                "language": listing.language, "is_demo": listing.is_demo,
            }  # fmt: skip
            wanted.setdefault(_key(listing, entry), details | entry)
    Patent.objects.bulk_create([Patent(**entry) for entry in wanted.values()], ignore_conflicts=True)
    rows = Patent.objects.filter(
        organisation__in={organisation for organisation, _number in wanted},
        publication_number__in={number for _organisation, number in wanted},
    )
    return {(row.organisation_id, row.publication_number): row for row in rows}


def _first_versions(pairs: Sequence[tuple[Listing, Content]], by: Actor) -> Iterator[ListingVersion]:
    for listing, accepted in pairs:
        content = content_of(listing, accepted.patent_numbers)
        filled = sorted(name for name, value in content.items() if value not in (None, "", [], False))
        yield ListingVersion(listing=listing, revision=1, by=by.person, content=content, changed=filled)


def last_change(listing: Listing) -> set[str]:
    """The fields that the latest edit changed."""
    return set(listing.versions.values_list("changed", flat=True).first() or [])


def announce(*, published: Sequence[int], changed: Mapping[int, Collection[str]], by: Actor) -> None:
    """Once for all that were published, once for all published ones that changed."""
    if published:
        listings_published.send(sender=Listing, listings=_light(published), by=by)
    if changed:
        fields = sorted({name for names in changed.values() for name in names})
        listings_changed.send(sender=Listing, listings=_light(list(changed)), by=by, changed=fields)


def _light(keys: Sequence[int]) -> list[Listing]:
    """The listings without their long texts, which a receiver may still load."""
    found: list[Listing] = []
    for start in range(0, len(keys), AT_ONCE):
        rows = Listing.objects.filter(pk__in=keys[start : start + AT_ONCE]).select_related("organisation")
        found += rows.defer(*FIELDS.names("is_long"), "source_record").order_by("pk")
    return found
