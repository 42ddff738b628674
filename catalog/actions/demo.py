"""The demonstration: organisations, people, patents and listings of catalog/demo, marked and removable as
a whole.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actor import SYSTEM
from accounts.models import Organisation, User
from catalog.actions import demo_people
from catalog.actions.bulk import NewListing, announce, create_many, last_change
from catalog.actions.content import edit
from catalog.content import clean
from catalog.enums import EDITABLE, Kind, ListingState
from catalog.fields import Level
from catalog.kinds import used
from catalog.models import Listing, Patent
from catalog.patent_numbers import normalize_patent_number
from catalog.signals import listings_left
from core import audit

DATA = Path(__file__).resolve().parent.parent / "demo"
SPREAD = timedelta(days=60)  # over which the dates of publication lie
KEY = "demo_key"


class BesideRealOnes(Exception):
    """There are organisations that are no demonstration; it is loaded beside them only when told."""


@dataclass
class Loaded:
    organisations: int = 0
    people: int = 0
    created: int = 0
    updated: int = 0
    published: int = 0


@transaction.atomic
def load(*, force: bool = False) -> Loaded:
    """Load, or refresh what the files changed. Announces all published listings once."""
    if not force and Organisation.objects.filter(is_demo=False).exists():
        raise BesideRealOnes
    organisations = demo_people.load_organisations(_read("organisations"))
    rows_of_people = _read("people")
    owners = demo_people.load_people(rows_of_people, organisations)
    rows = _read("needs") + _read("offers")
    patents = _load_patents(rows, organisations)
    loaded = Loaded(organisations=len(organisations), people=len(rows_of_people))
    known = {row.source_record.get(KEY): row for row in Listing.objects.filter(is_demo=True)}
    fresh: list[NewListing] = []
    changed: dict[int, set[str]] = {}
    for number, row in enumerate(rows):
        content = _content(row, patents)
        listing = known.get(row["key"])
        if listing is None:
            fresh.append(_new(row, content, organisations, owners, age=SPREAD * number / len(rows)))
        elif _refresh(listing, content, changed):
            loaded.updated += 1
    published = [listing.pk for listing in create_many(fresh, by=SYSTEM) if listing.is_published]
    loaded.created, loaded.published = len(fresh), len(published)
    audit.record(
        "demo.loaded",
        next(iter(organisations.values())),
        by=SYSTEM,
        created=loaded.created,
        updated=loaded.updated,
    )
    announce(published=published, changed=changed, by=SYSTEM)
    return loaded


@transaction.atomic
def remove() -> int:
    """Take the whole demonstration away, with everything that came of it. Returns the listings removed."""
    listings = Listing.objects.filter(is_demo=True)
    left = list(listings.published().select_related("organisation"))
    if left:
        listings_left.send(sender=Listing, listings=left, by=SYSTEM)
    count = listings.count()
    first = Organisation.objects.filter(is_demo=True).first()
    if first:
        audit.record("demo.removed", first, by=SYSTEM, removed=count)
    listings.delete()
    Patent.objects.filter(is_demo=True, listing_links=None).delete()
    User.objects.filter(is_demo=True).delete()
    Organisation.objects.filter(is_demo=True, listings=None, patents=None).delete()
    return count


def _read(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _load_patents(rows: list[dict[str, Any]], organisations: Mapping[str, Organisation]) -> dict[str, str]:
    """Number of each patent by its key; a row for every organisation that bundles it."""
    owners = {(key, row["organisation"]) for row in rows for key in row.get("patents", [])}
    numbers = {}
    for row in _read("patents"):
        values = {name: value for name, value in row.items() if name != "key"}
        number = normalize_patent_number(values.pop("publication_number"))
        for organisation in sorted(owner for key, owner in owners if key == row["key"]):
            Patent.objects.update_or_create(
                organisation=organisations[organisation], publication_number=number,
                defaults=values | {"is_demo": True},
            )  # fmt: skip
        numbers[row["key"]] = number
    return numbers


def _content(row: Mapping[str, Any], patents: Mapping[str, str]) -> dict[str, Any]:
    content = {name: row[name] for name in used(row["kind"]) if name in row}
    if row["kind"] == Kind.OFFER:
        content["patents"] = [patents[key] for key in row.get("patents", [])]
    return content


def _new(row, content, organisations, owners, age: timedelta) -> NewListing:
    """Published where the organisation is verified; else waiting for review, so that the queue is not
    empty.
    """
    organisation = organisations[row["organisation"]]
    since = timezone.now() - age
    state = ListingState.PUBLISHED if organisation.is_verified else ListingState.SUBMITTED
    if clean(row["kind"], content).is_short_of(Level.PUBLISH):
        state = ListingState.DRAFT
    return NewListing(
        kind=row["kind"],
        organisation=organisation,
        content=content,
        state=state,
        at=since,
        more={
            "is_demo": True,
            "source_record": {KEY: row["key"]},
            "created_by": owners.get(row["organisation"]),
            "created_at": since,
            "changed_at": since,
        },
    )


def _refresh(listing: Listing, content: Mapping[str, Any], changed: dict[int, set[str]]) -> bool:
    if listing.state not in EDITABLE:
        return False
    edited = edit(listing=listing, by=SYSTEM, content=content, revision=listing.revision, announce=False)
    if edited.revision == listing.revision:
        return False
    if edited.is_published:
        changed[edited.pk] = last_change(edited)
    return True
