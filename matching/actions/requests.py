"""Match requests: one listing against the other side, effect and row in one transaction."""

import time
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Listing
from core.models import WorkState
from core.nudge import nudge
from core.work import Never, work_through
from matching import queries, search
from matching.actions import candidates, generations, promotion, proposals, unreadable_listings
from matching.corpus import UnreadableListing
from matching.enums import Side
from matching.models import IndexChange, MatchRequest
from matching.models.locks import PROPOSING, take_turn
from matching.models.proposal import UNDO

BATCH = 10  # rows leased at once: their work fits into one lease many times over
BUDGET = 20.0  # seconds of one task, so that letters and others get their turn


@transaction.atomic
def ask(*, listings: Iterable[Listing]) -> None:
    """These listings were published or changed: find them from now on, and match them."""
    listings = list(listings)
    IndexChange.objects.note(listings)
    MatchRequest.objects.ask(listings)
    nudge("matching.tasks.match_due")


@transaction.atomic
def leave(*, listings: Iterable[Listing], by: object = None) -> None:
    """These listings are no longer published: nobody finds them, nothing of theirs waits for review.

    Their partners look again: places became free. The order of the steps is the order of locks that the
    matcher keeps too: proposals, candidates, then work rows.
    """
    listings = list(listings)
    partners = queries.partners_of(listings)
    proposals.lapse_of(listings=listings, by=by)
    candidates.clear(listings=listings)
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


def work_off(*, seconds: float = BUDGET) -> int:
    """Match what is due, until nothing is or the time is over. Returns how many succeeded."""
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        rows = MatchRequest.objects.claim(BATCH)
        if not rows:
            break
        done += work_through(rows, match)
    return done


def match(request: MatchRequest) -> None:
    """Candidates and proposals of one listing. A lost lease rolls everything back."""
    listing = Listing.objects.select_related("organisation").get(pk=request.listing_id)
    try:
        finding = candidates.find(listing=listing, live=search.current()) if _is_matched(listing) else None
    except UnreadableListing as error:
        unreadable_listings.withdraw(error=error)
        raise Never(str(error)) from error
    with transaction.atomic():
        take_turn(PROPOSING)
        if finding is None:
            candidates.clear(listings=[listing])
            proposals.lapse_of(listings=[listing])
        else:
            settle(finding=finding)
            generations.ask_when_outgrown(index=finding.index)
        request.finish(revision=listing.revision)


def _is_matched(listing: Listing) -> bool:
    """A request for a listing of another kind stands here only because staff tried a stopped one again."""
    return listing.is_published and listing.kind in Side.values


def settle(*, finding: candidates.Finding) -> tuple[candidates.Kept, int]:
    """Everything that one finding changes; inside a transaction, in the turn of PROPOSING."""
    kept = candidates.keep(finding=finding)
    proposals.review_pending(finding=finding)
    return kept, len(promotion.promote(listing=finding.listing))


def spare(*, listings: Collection[int]) -> int:
    """A run has just matched these: requests for the same revisions have nothing left to do."""
    rows = MatchRequest.objects.filter(
        listing__among=listings, listing__revision=F("revision"), state=WorkState.WAITING
    )
    return rows.update(state=WorkState.DONE, finished_at=timezone.now(), last_error="")
