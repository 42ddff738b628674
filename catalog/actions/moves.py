"""The owner's moves: submit, take back, hold, resume, fulfil, withdraw, reopen, extend."""

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from catalog.actions.content import check, check_deadline
from catalog.actions.states import locked, move
from catalog.enums import ListingState as S
from catalog.errors import IllegalMove, NotVerified
from catalog.models import Listing
from catalog.models.listing import VALIDITY
from catalog.signals import listings_left, listings_resumed, listings_submitted
from core import audit


@transaction.atomic
def submit(*, listing: Listing, by: Actor) -> Listing:
    """Hand in for review. The content must meet the publish level; the organisation need not be verified
    yet.
    """
    listing = locked(listing)
    if listing.state in {S.DRAFT, S.RETURNED}:
        check(listing)
        check_deadline(listing)
    move(listing, S.SUBMITTED, verb="listing.submitted", by=by, submitted_at=timezone.now(), review_note="")
    listings_submitted.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def withdraw(*, listing: Listing, by: Actor) -> Listing:
    listing = locked(listing)
    was_published = listing.is_published
    move(listing, S.WITHDRAWN, verb="listing.withdrawn", by=by)
    if was_published:
        listings_left.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def hold(*, listing: Listing, by: Actor) -> Listing:
    listing = locked(listing)
    move(listing, S.ON_HOLD, verb="listing.held", by=by)
    listings_left.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def resume(*, listing: Listing, by: Actor) -> Listing:
    """Publish again what was on hold, with its old dates."""
    listing = locked(listing)
    _check_ready(listing, S.ON_HOLD)
    move(listing, S.PUBLISHED, verb="listing.resumed", by=by, sources={S.ON_HOLD})
    listings_resumed.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def fulfil(*, listing: Listing, by: Actor) -> Listing:
    listing = locked(listing)
    was_published = listing.is_published
    move(listing, S.FULFILLED, verb="listing.fulfilled", by=by)
    if was_published:
        listings_left.send(sender=Listing, listings=[listing], by=by)
    return listing


@transaction.atomic
def reopen(*, listing: Listing, by: Actor) -> Listing:
    """Back to a draft, after it was withdrawn."""
    listing = locked(listing)
    return move(listing, S.DRAFT, verb="listing.reopened", by=by)


@transaction.atomic
def extend(*, listing: Listing, by: Actor) -> Listing:
    """One more year, once; an expired listing is published again."""
    listing = locked(listing)
    if listing.extended:
        raise IllegalMove(listing, "extended")
    today = timezone.localdate()
    if listing.state == S.PUBLISHED:
        check(listing)
        listing.valid_until = max(listing.valid_until or today, today) + VALIDITY
        listing.extended = True
        listing.save(update_fields=["valid_until", "extended"])
        audit.record("listing.extended", listing, by=by, valid_until=listing.valid_until.isoformat())
        return listing
    _check_ready(listing, S.EXPIRED)
    until = today + VALIDITY
    move(
        listing, S.PUBLISHED, verb="listing.extended", by=by, sources={S.EXPIRED}, valid_until=until,
        extended=True, told={"valid_until": until.isoformat()},
    )  # fmt: skip
    listings_resumed.send(sender=Listing, listings=[listing], by=by)
    return listing


def _check_ready(listing: Listing, source: S) -> None:
    """Before a listing comes back: verified, with acceptable content. Wrong states are move()'s."""
    if listing.state != source:
        return
    if not listing.organisation.is_verified:
        raise NotVerified(listing)
    check(listing)
