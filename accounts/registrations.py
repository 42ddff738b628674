from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import permissions, queries
from accounts.actor import Actor
from accounts.enums import MembershipState, Verification
from core import states
from core.registries import MenuItem, staff_menu


def _waiting(actor: Actor) -> list[QuerySet[Any]]:
    """Requests to join for all staff; who verifies organisations sees those too."""
    requests: list[QuerySet[Any]] = [queries.requests_for_staff()]
    return [*requests, queries.verification_queue()] if actor.is_reviewer else requests


states.register("organisation", Verification)
states.register("membership", MembershipState)
staff_menu.add(
    MenuItem(_("Organisations"), "accounts:verification", 30, permissions.can_see_verification, _waiting),
    MenuItem(_("Site texts"), "accounts:site_texts", 70, permissions.can_edit_site_texts),
)
