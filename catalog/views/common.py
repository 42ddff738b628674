"""What several pages of the catalogue share."""

from django.shortcuts import get_object_or_404

from accounts.request import Request
from catalog.kinds import KINDS
from catalog.models import Listing


def listing_for(request: Request, public_id: str) -> Listing:
    """The listing as far as the actor sees it; for a stranger there is none."""
    rows = Listing.objects.visible_to(request.actor).filter(kind__in=KINDS.names)
    rows = rows.select_related("organisation", "reviewed_by")
    return get_object_or_404(rows, public_id=public_id)
