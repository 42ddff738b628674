"""Writing the content of a listing: create and edit, with one version per change."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from catalog.actions.errors import IllegalMove, NotComplete, OwnerNamed, Stale
from catalog.actions.patents import bundle, entries_of, numbers_of
from catalog.diagnosis import owner_named_in
from catalog.enums import EDITABLE, ListingState
from catalog.models import Listing, ListingVersion
from catalog.profiles import Level, missing, used
from catalog.signals import listings_changed
from core import audit

MUST_STAY_COMPLETE = frozenset({ListingState.SUBMITTED, ListingState.PUBLISHED, ListingState.ON_HOLD})


@transaction.atomic
def create(
    *, kind: str, organisation: Organisation, by: Any, content: Mapping[str, Any], **more: Any
) -> Listing:
    """A draft of the organisation. `more` sets what is no content: is_demo, source_record."""
    content = _known(kind, content)
    entries = entries_of(content.pop("patents", []))
    listing = Listing(
        kind=kind, organisation=organisation, created_by=getattr(by, "person", None), **content, **more
    )
    check_anonymity(listing)
    listing.patent_count = len(entries)
    listing.save(force_insert=True)
    if entries:
        bundle(listing=listing, entries=entries, is_demo=listing.is_demo)
    _write_version(listing, by, sorted(content))
    audit.record("listing.created", listing, by=by, kind=str(kind))
    return listing


@transaction.atomic
def edit(
    *,
    listing: Listing,
    by: Any,
    content: Mapping[str, Any],
    revision: int,
    announce: bool = True,
    **more: Any,
) -> Listing:
    """Change the fields named in `content`, unless somebody changed the listing since `revision`.

    Nothing is written when nothing changes. What is submitted, published or on hold stays complete.
    A bulk action announces once by itself (announce=False).
    """
    locked = Listing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=listing.pk)
    if locked.revision != revision:
        raise Stale(locked)
    if locked.state not in EDITABLE:
        raise IllegalMove(locked, "edit")
    content = _known(locked.kind, content)
    patents = entries_of(content.pop("patents")) if "patents" in content else None
    changed = [name for name, value in content.items() if getattr(locked, name) != value]
    if patents is not None and numbers_of(locked) != [each["publication_number"] for each in patents]:
        changed.append("patents")
        locked.patent_count = len(patents)
    if not changed:
        return locked
    for name in changed:
        if name != "patents":
            setattr(locked, name, content[name])
    check_anonymity(locked)
    if locked.state in MUST_STAY_COMPLETE:
        check_complete(locked)
    if "patents" in changed:
        bundle(listing=locked, entries=patents or [])
    _save(locked, changed, revision, more)
    _write_version(locked, by, sorted(changed))
    audit.record("listing.edited", locked, by=by, revision=locked.revision, changed=sorted(changed))
    if locked.is_published and announce:
        listings_changed.send(sender=Listing, listings=[locked], by=by, changed=sorted(changed))
    return locked


def check_complete(listing: Listing) -> None:
    lacking = missing(listing.kind, Level.PUBLISH, listing.values())
    if lacking:
        raise NotComplete(listing, lacking)


def check_anonymity(listing: Listing) -> None:
    if listing.anonymous:
        found = owner_named_in(listing.organisation, listing.values())
        if found:
            raise OwnerNamed(listing, found)


def content_of(listing: Listing, patents: list[str] | None = None) -> dict[str, Any]:
    """The whole content as JSON can hold it, for a version; `patents` when the caller knows the numbers."""
    if patents is None:
        patents = numbers_of(listing) if listing.patent_count else []
    values = listing.values() | {"patents": patents}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _known(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    allowed = {*used(kind), "patents"} if kind == "offer" else set(used(kind))
    unknown = sorted(set(content) - allowed)
    if unknown:
        raise ValueError(f"A {kind} has no field {', '.join(unknown)}.")
    return dict(content)


def _save(listing: Listing, changed: list[str], revision: int, more: Mapping[str, Any]) -> None:
    values = {name: getattr(listing, name) for name in changed if name != "patents"} | dict(more)
    written = Listing.objects.filter(pk=listing.pk, revision=revision).update(
        **values,
        patent_count=listing.patent_count,
        revision=revision + 1,
        changed_at=timezone.now(),
    )
    if not written:
        raise Stale(listing)
    listing.refresh_from_db()


def _write_version(listing: Listing, by: Any, changed: list[str]) -> None:
    ListingVersion.objects.create(
        listing=listing,
        revision=listing.revision,
        by=getattr(by, "person", None),
        content=content_of(listing),
        changed=changed,
    )
