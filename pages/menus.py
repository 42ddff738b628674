"""The menus, from what the apps have registered; all counts of a menu are one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from accounts.request import Request
from core.registries import MenuItem, MenuPart


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def menu(parts: Iterable[MenuPart], request: Request, actor: Actor) -> list[dict[str, Any]]:
    """{url, label, count, current} of what the actor is shown, in the order of places."""
    items = sorted((item for part in parts for item in part(actor)), key=lambda item: item.place)
    counts = _counts([item.waiting for item in items], actor)
    return [_link(item, count, request.path) for item, count in zip(items, counts, strict=True)]


def _link(item: MenuItem, count: int, path: str) -> dict[str, Any]:
    """`current` is what aria-current says: this page, or a page below it."""
    url = reverse(item.route, args=item.args)
    below = "true" if path.startswith(url) else ""
    current = "page" if path == url else below
    return {"url": url, "label": str(item.label), "count": count, "current": current}


def _counts(waiting: list[Sequence[QuerySet[Any]]], actor: Actor) -> list[int]:
    """How many rows wait behind each item."""
    columns = [_Count(rows.order_by().values("pk")) for each in waiting for rows in each]
    if not columns:
        return [0] * len(waiting)
    named = {f"n_{number}": column for number, column in enumerate(columns)}
    counted = iter(User.objects.filter(pk=actor.user.pk).annotate(**named).values_list(*named).get())
    return [sum(next(counted) for _rows in each) for each in waiting]
