"""Working off leased rows: what a task's envelope calls."""

import traceback
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.apps import apps

from core.models import LeaseLost, Work, WorkState

log = structlog.get_logger(__name__)


class Later(Exception):
    """The work cannot be done now; the row is due again after a growing pause."""


class Never(Exception):
    """The work can never be done; the row stops and staff see why."""


def work_through(rows: Iterable[Work], handle: Callable[[Any], object]) -> int:
    """Call `handle` for each claimed row; failures are written on the row. Returns how many succeeded.

    `handle` finishes the row itself, inside the transaction of its effect.
    """
    succeeded = 0
    for row in rows:
        try:
            handle(row)
            succeeded += 1
        except LeaseLost:
            log.warning("work.lease_lost", kind=row._meta.label, row=row.pk)
        except Never as error:
            _write(row.give_up, str(error))
        except Later as error:
            _write(row.try_later, str(error))
        except Exception as error:
            log.exception("work.failed", kind=row._meta.label, row=row.pk)
            last = traceback.extract_tb(error.__traceback__)[-1]
            _write(row.try_later, f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})")
    return succeeded


def _write(door: Callable[[str], None], error: str) -> None:
    try:
        door(error)
    except LeaseLost:
        log.warning("work.lease_lost", error=error)


def kinds() -> list[type[Work]]:
    """Every kind of work in the project, for the staff page and the metrics."""
    found = [model for model in apps.get_models() if issubclass(model, Work)]
    return sorted(found, key=lambda model: model._meta.label)


def free_leases() -> int:
    """Give back every leased row. Only for a start that knows that no worker is alive (the embedded mode's
    lock)."""
    return sum(
        model._default_manager.filter(state=WorkState.LEASED).update(
            state=WorkState.WAITING, lease=None, leased_until=None
        )
        for model in kinds()
    )
