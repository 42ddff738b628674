from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.enums import ListingState
from catalog.models import Listing
from catalog.permissions import can_see_moderation
from core import states
from core.registries import MenuItem, main_menu, staff_menu


def _waiting(_actor: Actor) -> list[QuerySet[Any]]:
    return [Listing.objects.submitted()]


states.register("listing", ListingState)
main_menu.add(
    MenuItem(_("Needs"), "catalog:needs", 10, lambda _actor: True),
    MenuItem(_("Offers"), "catalog:offers", 20, lambda _actor: True),
    MenuItem(_("My listings"), "catalog:mine", 30, lambda actor: bool(actor.memberships)),
)
staff_menu.add(
    MenuItem(_("Listings"), "catalog:moderation", 20, can_see_moderation, _waiting),
)
