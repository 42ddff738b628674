"""Review before publication. A decision is about the revision the reviewer saw."""

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from catalog.actions.content import check
from catalog.actions.states import locked, move
from catalog.enums import ListingState as S
from catalog.errors import NotVerified, OwnOrganisation, Stale
from catalog.models import Listing
from catalog.models.listing import VALIDITY
from catalog.signals import listings_published, listings_rejected, listings_returned


@transaction.atomic
def publish(*, listing: Listing, by: Actor, revision: int, note: str = "") -> Listing:
    """Let everybody see it for a year. The organisation must be verified."""
    listing = _to_decide(listing, by, revision)
    if listing.state == S.SUBMITTED:
        if not listing.organisation.is_verified:
            raise NotVerified(listing)
        check(listing)
    now = timezone.now()
    move(
        listing,
        S.PUBLISHED,
        verb="listing.published",
        by=by,
        sources={S.SUBMITTED},
        revision=revision,
        published_at=now,
        valid_until=timezone.localdate(now) + VALIDITY,
        reviewed_by=by.person,
        review_note=note,
        told={"revision": revision},
    )
    listings_published.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def return_for_changes(*, listing: Listing, by: Actor, revision: int, note: str) -> Listing:
    """Back to the owner with a note of what to change."""
    listing = _to_decide(listing, by, revision)
    _decide(listing, S.RETURNED, "listing.returned", by, revision, note)
    listings_returned.send(sender=Listing, listings=[listing], by=by, note=note)
    return listing


@transaction.atomic
def reject(*, listing: Listing, by: Actor, revision: int, note: str) -> Listing:
    """Not for this site, with the reason. Final."""
    listing = _to_decide(listing, by, revision)
    _decide(listing, S.REJECTED, "listing.rejected", by, revision, note)
    listings_rejected.send(sender=Listing, listings=[listing], by=by, note=note)
    return listing


def _to_decide(listing: Listing, by: Actor, revision: int) -> Listing:
    listing = locked(listing)
    if by.belongs_to(listing.organisation):
        raise OwnOrganisation(listing)
    if listing.state == S.SUBMITTED and listing.revision != revision:
        raise Stale(listing)
    return listing


def _decide(listing: Listing, target: S, verb: str, by: Actor, revision: int, note: str) -> None:
    if not note.strip():
        raise ValueError("A note says why.")
    move(
        listing,
        target,
        verb=verb,
        by=by,
        revision=revision,
        reviewed_by=by.person,
        review_note=note,
        told={"revision": revision, "note": note},
    )
