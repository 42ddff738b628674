"""How a state is moved: one conditional UPDATE that names the states it comes from, and its audit event."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from core import audit
from core.actors import Acting
from core.errors import Refused

Row = TypeVar("Row", bound=models.Model)
ANY = Q()


def move(
    row: Row,
    target: str,
    *,
    comes_from: Collection[str],
    verb: str,
    by: Acting,
    refusal: Callable[[Row], Refused],
    told: dict[str, Any] | None = None,
    about: models.Model | None = None,
    field: str = "state",
    only: Q = ANY,
    **changes: Any,
) -> Row:
    """Move `row` to `target`, or raise what `refusal` makes of the row as it is now.

    Zero rows of the UPDATE mean that somebody was faster: the row is in no state of `comes_from` any more,
    or `only` does not hold of it. `changes` are written with the state; `told` goes into the audit event,
    which is about `about` when that is another row. Call it inside the transaction of the action.
    """
    moved = _update(row, target, comes_from, field, only, changes)
    row.refresh_from_db()
    if not moved:
        raise refusal(row)
    audit.record(verb, about or row, by=by, **(told or {}))
    return row


def try_move(
    row: models.Model,
    target: str,
    *,
    comes_from: Collection[str],
    verb: str,
    by: Acting,
    told: dict[str, Any] | None = None,
    field: str = "state",
    only: Q = ANY,
    **changes: Any,
) -> bool:
    """The same where coming too late is no mistake: False then. The row in memory is not read again."""
    moved = _update(row, target, comes_from, field, only, changes)
    if moved:
        audit.record(verb, row, by=by, **(told or {}))
    return moved


def _update(
    row: models.Model, target: str, comes_from: Collection[str], field: str, only: Q, changes: dict[str, Any]
) -> bool:
    rows = type(row)._default_manager.filter(only, pk=row.pk, **{f"{field}__in": comes_from})
    return bool(rows.update(**{field: target}, **changes))
