from django.utils.translation import gettext_lazy as _

from core import states
from core.models import WorkState
from core.registries import MenuItem, staff_menu
from notifications.enums import DeliveryState
from notifications.permissions import can_see_letters

states.register("letter", WorkState, DeliveryState)
staff_menu.add(MenuItem(_("Letters"), "notifications:letters", 50, can_see_letters))
