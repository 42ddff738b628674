"""Due match requests worked off: one listing against the other side, effect and row in one transaction."""

import time

from django.db import transaction

from catalog.models import Listing
from core.work import Never, work_through
from matching.corpus import UnreadableListing
from matching.enums import Side
from matching.index import build
from matching.models import MatchRequest
from matching.models.locks import PROPOSING, take_turn
from matching.pipeline import pending, unreadable_listings, writing
from matching.pipeline.apply import apply_listing
from matching.pipeline.match import match_listing

BATCH = 10  # rows leased at once: their work fits into one lease many times over
BUDGET = 20.0  # seconds of one task, so that letters and others get their turn


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
        findings = match_listing(listing) if _is_matched(listing) else None
    except UnreadableListing as error:
        unreadable_listings.withdraw(error=error)
        raise Never(str(error)) from error
    with transaction.atomic():
        take_turn(PROPOSING)
        if findings is None:
            writing.clear(listings=[listing])
            pending.lapse_of(listings=[listing])
        else:
            apply_listing(findings)
            build.ask_when_outgrown(index=findings.own.index)
        request.finish(revision=listing.revision)


def _is_matched(listing: Listing) -> bool:
    """A request for a listing of another kind stands here only because staff tried a stopped one again."""
    return listing.is_published and listing.kind in Side.values
