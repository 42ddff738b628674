"""What matching does when the catalogue announces something: rows in the same transaction, then a nudge."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from accounts.actor import Actor
from catalog.models import Listing
from catalog.signals import listings_changed, listings_left, listings_published, listings_resumed
from matching import queries
from matching.actions import requests


@receiver([listings_published, listings_resumed])
def look_for_partners(listings: Iterable[Listing], **kwargs: Any) -> None:
    requests.ask(listings=listings)


@receiver(listings_changed)
def look_again(listings: Iterable[Listing], changed: Iterable[str], **kwargs: Any) -> None:
    if queries.matters(changed):
        requests.ask(listings=listings)


@receiver(listings_left)
def let_go(listings: Iterable[Listing], by: Actor, **kwargs: Any) -> None:
    requests.leave(listings=listings, by=by)
