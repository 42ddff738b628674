"""A form that is sent twice makes one listing: its key leads to what was made by it."""

import secrets
from typing import Any

from accounts.models import User
from catalog.models import Listing

KEPT = 20  # forms of one session that are remembered
MADE = "made_by_form"


def key_of(request: Any) -> str:
    """The key of the form that was sent, or a new one for a form that is shown first."""
    return request.POST.get("once", "")[:40] or secrets.token_urlsafe(16)


def made_by(request: Any) -> Listing | None:
    """Inside a transaction: a second sending waits here for the first one, then reads what that kept."""
    User.objects.select_for_update().get(pk=request.actor.person.pk)
    kept = type(request.session)(request.session.session_key).get(MADE, {})
    public_id = kept.get(request.POST.get("once", "")[:40])
    return Listing.objects.filter(public_id=public_id).first() if public_id else None


def keep(request: Any, listing: Listing) -> None:
    """Inside the same transaction, so that nobody sees the listing without its key."""
    key = request.POST.get("once", "")[:40]
    if key:
        kept = {**request.session.get(MADE, {}), key: listing.public_id}
        request.session[MADE] = dict(list(kept.items())[-KEPT:])
        request.session.save()
