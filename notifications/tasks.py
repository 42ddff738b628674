import time

from celery import shared_task

from core.work import work_through
from notifications.actions import ServerAway, deliver
from notifications.models import Letter

BUDGET = 240.0  # seconds of one round: a slow mail server must not keep the worker from other work
ENOUGH = 3  # letters in a row without a word from the mail server: the next round asks again


@shared_task
def deliver_due() -> int:
    """Send what is due, one letter after the other; returns how many were worked off."""
    until, away, done = time.monotonic() + BUDGET, 0, 0

    def handle(letter: Letter) -> None:
        nonlocal away
        try:
            deliver(letter=letter)
        except ServerAway:
            away += 1
            raise
        away = 0

    while time.monotonic() < until and away < ENOUGH:
        rows = Letter.objects.claim(1)
        if not rows:
            break
        done += work_through(rows, handle)
    return done
