"""A listing that cannot be read is matched with nobody, and staff see why on its match request."""

from django.db import transaction

from matching.corpus import UnreadableListing
from matching.models import IndexChange, MatchRequest, Proposal
from matching.models.locks import PROPOSING, take_turn
from matching.pipeline import pending, writing


@transaction.atomic
def withdraw(*, error: UnreadableListing) -> None:
    """Nobody finds it any longer, it has no candidates, and none of its pairs waits for review."""
    listing = error.listing
    take_turn(PROPOSING)
    waiting = Proposal.objects.pending().of(listing).select_related("need", "offer")
    pending.lapse(proposals=waiting, reason=str(error))
    writing.clear(listings=[listing])
    IndexChange.objects.note([listing], removed=True)


@transaction.atomic
def set_aside(*, error: UnreadableListing) -> None:
    """The same, and its match request stops with the reason; an edit of the listing asks anew."""
    withdraw(error=error)
    MatchRequest.objects.stop(error.listing, str(error))
