"""What time does to listings: they expire, and two years later they are archived."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actor import SYSTEM
from catalog.enums import COMES_FROM, ListingState
from catalog.models import Listing
from catalog.signals import listings_left
from core import audit

ARCHIVED_AFTER = timedelta(days=730)
AT_ONCE = 500


@transaction.atomic
def expire_due() -> int:
    """Listings whose last day is over leave the catalogue; one announcement for all of them."""
    today, now = timezone.localdate(), timezone.now()
    due = list(
        Listing.objects.select_for_update()
        .filter(state__in=COMES_FROM[ListingState.EXPIRED], valid_until__lt=today)
        .order_by("pk")[:AT_ONCE]
    )
    left = [listing for listing in due if listing.is_published]
    Listing.objects.filter(
        pk__in=[listing.pk for listing in due], state__in=COMES_FROM[ListingState.EXPIRED]
    ).update(state=ListingState.EXPIRED, state_at=now)
    for listing in due:
        came_from, listing.state, listing.state_at = listing.state, ListingState.EXPIRED, now
        audit.record("listing.expired", listing, by=SYSTEM, came_from=came_from, state="expired")
    if left:
        listings_left.send(sender=Listing, listings=left, by=SYSTEM)
    return len(due)


@transaction.atomic
def archive_due() -> int:
    now = timezone.now()
    due = list(
        Listing.objects.select_for_update()
        .filter(state=ListingState.EXPIRED, state_at__lt=now - ARCHIVED_AFTER)
        .order_by("pk")[:AT_ONCE]
    )
    Listing.objects.filter(pk__in=[listing.pk for listing in due], state=ListingState.EXPIRED).update(
        state=ListingState.ARCHIVED, state_at=now
    )
    for listing in due:
        audit.record("listing.archived", listing, by=SYSTEM, came_from="expired", state="archived")
    return len(due)
