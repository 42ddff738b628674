from celery import shared_task

from core import once
from core.models import Heartbeat


@shared_task
def beat_heartbeat() -> None:
    """Sent by the scheduler, written by a worker: shows that both live."""
    Heartbeat.beat("scheduler")


@shared_task
def sweep_idempotency_keys() -> int:
    """Sent by the scheduler every day."""
    return once.sweep()
