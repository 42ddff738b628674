from django.utils import timezone

from core.models import WorkState
from notifications.enums import EXPIRED
from notifications.models import Letter


def erase_due() -> int:
    """Remove the bodies of secret letters that nobody will send or that came too late."""
    Letter.objects.to_erase().filter(state=WorkState.WAITING).update(
        state=WorkState.DEAD, last_error=EXPIRED, finished_at=timezone.now()
    )
    return Letter.objects.to_erase().update(body="", erased_at=timezone.now())
