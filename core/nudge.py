"""The only sender of tasks. A nudge says "there may be work": it carries no data and may be lost."""

import time

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from prometheus_client import Counter

log = structlog.get_logger(__name__)

LOST = Counter("tenon_nudges_lost_total", "Nudges that the broker did not take; the sweep does their work.")
PAUSE = (
    5.0  # seconds without another attempt after the broker failed: a page waits for it once, not per nudge
)

_quiet_until = 0.0


def nudge(task_name: str, *, hands: int = 1) -> None:
    """Tell so many workers, after commit, that rows may be due. Best effort; never raises."""
    if hands > 0:
        transaction.on_commit(lambda: _send(task_name, hands))


def _send(task_name: str, hands: int) -> None:
    global _quiet_until
    if not settings.NUDGE_ENABLED:
        return
    if time.monotonic() < _quiet_until:
        LOST.inc()
        return
    try:
        with current_app.connection_for_write() as connection:
            connection.transport_options = {
                **connection.transport_options,
                **settings.NUDGE_TRANSPORT_OPTIONS,
            }
            for _hand in range(hands):
                current_app.send_task(task_name, connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- whatever the broker's client raises, the page is saved
        _quiet_until = time.monotonic() + PAUSE
        LOST.inc()
        log.warning("nudge.lost", task=task_name, error=str(error)[:200])
