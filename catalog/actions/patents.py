"""Bundling patents with an offer: an organisation has one row per number, links are the offer's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.models import Listing, ListingPatent, Patent


def numbers_of(listing: Listing) -> list[str]:
    if not listing.patent_count:
        return []
    links = ListingPatent.objects.filter(listing=listing).select_related("patent")
    return [link.patent.publication_number for link in links]


def title_from(listing: Listing) -> str:
    """What stands for a patent's title; that of an anonymous offer would tie it to an open one."""
    return "" if listing.anonymous else listing.title[:500]


def bundle(*, listing: Listing, entries: Sequence[Mapping[str, Any]], is_demo: bool = False) -> int:
    """Make the offer's links exactly these; new numbers of the organisation get a row."""
    numbers = [entry["publication_number"] for entry in entries]
    rows = Patent.objects.filter(organisation=listing.organisation, publication_number__in=numbers)
    known = {row.publication_number: row for row in rows}
    for entry in entries:
        number = entry["publication_number"]
        if number not in known:
            details = {"title": title_from(listing), "is_demo": is_demo} | dict(entry)
            known[number], _made = Patent.objects.get_or_create(
                organisation=listing.organisation, publication_number=number, defaults=details
            )
    ListingPatent.objects.filter(listing=listing).delete()
    ListingPatent.objects.bulk_create(
        ListingPatent(listing=listing, patent=known[number], position=position)
        for position, number in enumerate(numbers)
    )
    return len(numbers)
