"""Writing many listings at once: rows, versions, patents, audit; and one announcement for all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from catalog.actions.content import content_of
from catalog.actions.patents import entries_of, title_from
from catalog.models import Listing, ListingPatent, ListingVersion, Patent
from catalog.signals import listings_changed, listings_published
from core import audit

LONG_TEXTS = (
    "description", "advantages_and_innovation", "technical_specification", "confidential", "source_record",
)  # fmt: skip
AT_ONCE = 500


def create_many(fresh: Sequence[tuple[Listing, Sequence[Any]]], *, by: Any) -> None:
    """Insert new listings with their patents (numbers or dicts), first versions and audit events."""
    bundles = [entries_of(patents) for _listing, patents in fresh]
    for (listing, _patents), entries in zip(fresh, bundles, strict=True):
        listing.patent_count = len(entries)
    Listing.objects.bulk_create([listing for listing, _patents in fresh])
    rows = _patents_of(fresh, bundles)
    ListingPatent.objects.bulk_create(
        ListingPatent(listing=listing, patent=rows[_key(listing, entry)], position=position)
        for (listing, _patents), entries in zip(fresh, bundles, strict=True)
        for position, entry in enumerate(entries)
    )
    ListingVersion.objects.bulk_create(_first_versions(fresh, bundles, by))
    for listing, _patents in fresh:
        audit.record("listing.imported", listing, by=by, state=str(listing.state))


def _key(listing: Listing, entry: Mapping[str, Any]) -> tuple[int, str]:
    return listing.organisation_id, entry["publication_number"]


def _patents_of(fresh, bundles) -> dict[tuple[int, str], Patent]:
    """A row per organisation and number; known ones stay as they are."""
    wanted: dict[tuple[int, str], dict[str, Any]] = {}
    for (listing, _patents), entries in zip(fresh, bundles, strict=True):
        for entry in entries:
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


def _first_versions(fresh, bundles, by: Any) -> Iterator[ListingVersion]:
    for (listing, _patents), entries in zip(fresh, bundles, strict=True):
        content = content_of(listing, [entry["publication_number"] for entry in entries])
        filled = sorted(name for name, value in content.items() if value not in (None, "", [], False))
        yield ListingVersion(
            listing=listing, revision=1, by=getattr(by, "person", None), content=content, changed=filled
        )


def last_change(listing: Listing) -> set[str]:
    """The fields that the latest edit changed."""
    return set(listing.versions.values_list("changed", flat=True).first() or [])


def announce(*, published: Sequence[int], changed: Mapping[int, Collection[str]], by: Any) -> None:
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
        found += rows.defer(*LONG_TEXTS).order_by("pk")
    return found
