from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from config.ops.permissions import can_tend_work
from core import work
from core.models import WorkState
from core.registries import MenuItem, Routes, page_routes, staff_menu


def in_staff_menu(actor: Actor) -> Iterator[MenuItem]:
    if can_tend_work(actor):
        stopped = [kind._default_manager.filter(state=WorkState.DEAD) for kind in work.kinds()]
        yield MenuItem(_("Work"), "ops:work", 60, waiting=stopped)


staff_menu.add(in_staff_menu)
page_routes.add(Routes("config.ops.urls", prefix="staff/work/"))
