"""How a listing is moved: by the table of legal moves, and as the revision that somebody saw."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from catalog.enums import COMES_FROM, ListingState
from catalog.errors import CatalogError, IllegalMove, Stale
from catalog.models import Listing
from core import moves


def locked(listing: Listing) -> Listing:
    """The row as it is now, locked until the transaction ends."""
    return Listing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=listing.pk)


def move(
    listing: Listing,
    target: ListingState,
    *,
    verb: str,
    by: Actor,
    sources: Collection[str] = (),
    revision: int | None = None,
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> Listing:
    """Move `listing` to `target` or raise IllegalMove; with `revision`, Stale when another one is there.

    `sources` narrows the table of legal moves; `told` goes into the audit event; `fields` are written too.
    """

    def refusal(row: Listing) -> CatalogError:
        stale = revision is not None and row.revision != revision
        return Stale(row) if stale else IllegalMove(row, target)

    return moves.move(
        listing,
        target,
        comes_from=COMES_FROM[target] & set(sources) if sources else COMES_FROM[target],
        only=Q() if revision is None else Q(revision=revision),
        verb=verb,
        by=by,
        refusal=refusal,
        told={"came_from": listing.state, "state": str(target), **(told or {})},
        state_at=timezone.now(),
        **fields,
    )
