"""Match requests: what asks for one listing to be matched, in the transaction of its change."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import SYSTEM, Actor
from catalog.models import Listing
from core.models import WorkState
from core.nudge import nudge
from matching import queries
from matching.models import IndexChange, MatchRequest
from matching.models.proposal import UNDO
from matching.pipeline import pending, writing


@transaction.atomic
def ask(*, listings: Iterable[Listing]) -> None:
    """These listings were published or changed: find them from now on, and match them."""
    listings = list(listings)
    IndexChange.objects.note(listings)
    MatchRequest.objects.ask(listings)
    nudge("matching.tasks.match_due")


@transaction.atomic
def leave(*, listings: Iterable[Listing], by: Actor = SYSTEM) -> None:
    """These listings are no longer published: nobody finds them, nothing of theirs waits for review.

    Their partners look again: places became free. The order of the steps is the order of locks that the
    matcher keeps too: proposals, candidates, then work rows.
    """
    listings = list(listings)
    partners = queries.partners_of(listings)
    pending.lapse_of(listings=listings, by=by)
    writing.clear(listings=listings)
    IndexChange.objects.note(listings, removed=True)
    MatchRequest.objects.ask([*listings, *partners])
    nudge("matching.tasks.match_due")


@transaction.atomic
def refill(*, listings: Iterable[Listing]) -> None:
    """A place became free by a decision: look again when it can no longer be undone."""
    due = timezone.now() + UNDO
    keys = [listing.pk for listing in listings]
    rest = Q(state__in=[WorkState.DONE, WorkState.DEAD, WorkState.CANCELLED])
    rows = MatchRequest.objects.filter(rest, listing__in=keys)
    rows.update(state=WorkState.WAITING, due_at=due, attempts=0, last_error="", finished_at=None)
    missing = Listing.objects.published().filter(pk__in=keys, match_request=None)
    MatchRequest.objects.bulk_create(
        [MatchRequest(listing=listing, revision=listing.revision, due_at=due) for listing in missing],
        ignore_conflicts=True,
    )
