from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from core import states
from core.models import WorkState
from core.registries import (
    MenuItem,
    PersonalData,
    Routes,
    beats,
    letters,
    page_routes,
    personal_data,
    staff_menu,
    sweep,
)
from notifications.actions import erase_due
from notifications.enums import DeliveryState
from notifications.letters import listings, organisations, proposals, secret_letters
from notifications.models import Letter
from notifications.permissions import can_see_letters


def in_staff_menu(actor: Actor) -> Iterator[MenuItem]:
    if can_see_letters(actor):
        yield MenuItem(_("Letters"), "notifications:letters", 50)


states.register("letter", WorkState, DeliveryState)
staff_menu.add(in_staff_menu)
page_routes.add(Routes("notifications.urls"))
beats.add(sweep("letters", "notifications.tasks.deliver_due"))
letters.add(*listings.LETTERS, *proposals.LETTERS, *organisations.LETTERS, secret_letters.LETTER)
personal_data.add(
    PersonalData(
        Letter, people=("recipient",), says=("address", "language", "subject", "body"), erase_due=erase_due
    )
)
