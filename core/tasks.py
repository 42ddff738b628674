from celery import shared_task

from core import registries
from core.models import Heartbeat


@shared_task
def beat_heartbeat() -> None:
    """Sent by the scheduler, written by a worker: shows that both live."""
    Heartbeat.beat("scheduler")


@shared_task
def erase_due() -> int:
    """Remove personal data that are no longer needed; returns how many rows lost some."""
    return sum(entry.erase_due() for entry in registries.personal_data if entry.erase_due)
