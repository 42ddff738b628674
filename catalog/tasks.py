from celery import shared_task

from catalog.actions import expiry


@shared_task
def expire_due() -> None:
    """Sent by the scheduler every hour."""
    expiry.expire_due()
    expiry.archive_due()
