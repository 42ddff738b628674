from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from config.ops.permissions import can_tend_work
from core import work
from core.models import WorkState
from core.registries import MenuItem, Routes, page_routes, staff_menu


def _stopped(_actor: Any) -> list[QuerySet[Any]]:
    return [kind._default_manager.filter(state=WorkState.DEAD) for kind in work.kinds()]


staff_menu.add(MenuItem(_("Work"), "ops:work", 60, can_tend_work, _stopped))
page_routes.add(Routes("config.ops.urls", prefix="staff/work/"))
