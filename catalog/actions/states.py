"""How every move is made: a conditional UPDATE that names the states it comes from, and its audit event."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from catalog.enums import COMES_FROM, ListingState
from catalog.errors import IllegalMove, Stale
from catalog.models import Listing
from core import audit


def locked(listing: Listing) -> Listing:
    """The row as it is now, locked until the transaction ends."""
    return Listing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=listing.pk)


def move(
    listing: Listing,
    target: ListingState,
    *,
    verb: str,
    by: Any,
    sources: Collection[str] = (),
    revision: int | None = None,
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> Listing:
    """Move `listing` to `target` or raise IllegalMove; with `revision`, Stale when another one is there.

    `sources` narrows the table of legal moves; `told` goes into the audit event; `fields` are written too.
    """
    from_states = COMES_FROM[target] & set(sources) if sources else COMES_FROM[target]
    rows = Listing.objects.filter(pk=listing.pk, state__in=from_states)
    if revision is not None:
        rows = rows.filter(revision=revision)
    moved = rows.update(state=target, state_at=timezone.now(), **fields)
    before = listing.state
    listing.refresh_from_db()
    if not moved:
        if revision is not None and listing.revision != revision:
            raise Stale(listing)
        raise IllegalMove(listing, target)
    audit.record(verb, listing, by=by, came_from=before, state=str(target), **(told or {}))
    return listing
