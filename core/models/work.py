"""Rows are the queue: work that must happen is a leased row of its domain."""

import random
import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import Look, StateChoices

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
WORKER_LOST = gettext_noop("worker lost")


class WorkState(StateChoices):
    WAITING = "waiting", Look("neutral", "clock", pgettext_lazy("work", "Waiting")), _("waiting")
    LEASED = "leased", Look("live", "arrow", _("Running")), _("running")
    DONE = "done", Look("good", "check", pgettext_lazy("work", "Done")), _("done")
    DEAD = "dead", Look("stop", "close", _("Stopped")), _("stopped")
    CANCELLED = "cancelled", Look("ended", "minus", _("Cancelled")), _("cancelled")


class LeaseLost(Exception):
    """Another worker has the row (the lease ran out): whatever was done must be rolled back."""


class WorkQuerySet(models.QuerySet[Any]):
    def due(self, now=None) -> Self:
        """Waiting rows whose time has come, and running ones whose worker is gone."""
        now = now or timezone.now()
        return self.filter(
            Q(state=WorkState.WAITING, due_at__lte=now) | Q(state=WorkState.LEASED, leased_until__lt=now)
        )

    def open(self) -> Self:
        return self.filter(state__in=[WorkState.WAITING, WorkState.LEASED])

    def bury(self) -> int:
        """Stop rows that were tried often enough and whose last worker died."""
        return self.filter(
            state=WorkState.LEASED, leased_until__lt=timezone.now(), attempts__gte=self.model.ATTEMPTS
        ).update(state=WorkState.DEAD, lease=None, leased_until=None, last_error=WORKER_LOST)

    def claim(self, n: int) -> list[Any]:
        """Lease up to n due rows for this worker; the attempt is counted now, before the work."""
        self.bury()
        lease, now = uuid.uuid4(), timezone.now()
        with transaction.atomic():
            chosen = self.due(now).order_by("due_at", "pk").select_for_update(skip_locked=True)
            moved = self.model._default_manager.filter(pk__in=chosen.values("pk")[:n]).update(
                state=WorkState.LEASED,
                lease=lease,
                leased_until=now + self.model.lease_time(),
                attempts=F("attempts") + 1,
            )
        if not moved:
            return []
        return list(self.model._default_manager.filter(lease=lease).order_by("due_at", "pk"))

    def try_again(self) -> int:
        """Staff's second chance: from the beginning, now."""
        return self.filter(state__in=[WorkState.DEAD, WorkState.CANCELLED, WorkState.WAITING]).update(
            state=WorkState.WAITING, due_at=timezone.now(), attempts=0, last_error=""
        )

    def cancel(self) -> int:
        """Nobody works them off. A running one stays, unless its kind can be stopped at work."""
        running = [WorkState.LEASED] if self.model.STOPS else []
        return self.filter(state__in=[WorkState.WAITING, WorkState.DEAD, *running]).update(
            state=WorkState.CANCELLED, lease=None, leased_until=None
        )


class Work(models.Model):
    """Abstract: state, due time, attempts and lease of a row that somebody must work off."""

    ATTEMPTS: ClassVar[int] = 5
    LEASE_SECONDS: ClassVar[int] = 120
    SHOWN_WITH: ClassVar[tuple[str, ...]] = ()  # related rows that its line on the work page names
    STOPS: ClassVar[bool] = False  # cancelled while it runs, it has no effect at all: the worker rolls back

    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_leased_iff_lease",
                condition=Q(state="leased", lease__isnull=False, leased_until__isnull=False)
                | (~Q(state="leased") & Q(lease=None, leased_until=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="%(app_label)s_%(class)s_due",
                fields=["due_at"],
                condition=Q(state__in=["waiting", "leased"]),
            ),
        ]

    @property
    def error_words(self) -> str:
        """The last error; our own sentences among them speak the reader's language."""
        return gettext(self.last_error) if self.last_error else ""

    @classmethod
    def lease_time(cls) -> timedelta:
        """How long a worker may be silent before another takes its row (TENON_LEASE_SECONDS overrules)."""
        return timedelta(seconds=settings.LEASE_SECONDS or cls.LEASE_SECONDS)

    def _mine(self):
        return type(self)._default_manager.filter(pk=self.pk, lease=self.lease, state=WorkState.LEASED)

    def _let_go(self, **fields: Any) -> None:
        if not self._mine().update(lease=None, leased_until=None, **fields):
            raise LeaseLost(f"{self._meta.label} {self.pk}")
        self.refresh_from_db()

    def renew(self, **fields: Any) -> None:
        """Prolong the lease of long work (and write its progress)."""
        until = timezone.now() + self.lease_time()
        if not self._mine().update(leased_until=until, **fields):
            raise LeaseLost(f"{self._meta.label} {self.pk}")

    def finish(self, **fields: Any) -> None:
        """Done. Call it inside the transaction of the effect: LeaseLost rolls both back."""
        self._let_go(state=WorkState.DONE, finished_at=timezone.now(), last_error="", **fields)

    def postpone(self, *, due_at, **fields: Any) -> None:
        """Back to waiting for a reason that is no failure; the attempt does not count."""
        self._let_go(state=WorkState.WAITING, due_at=due_at, attempts=max(self.attempts - 1, 0), **fields)

    def try_later(self, error: str) -> None:
        """Back to waiting with a growing pause; dead after ATTEMPTS tries."""
        if self.attempts >= self.ATTEMPTS:
            self.give_up(error)
            return
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts - 1, 16), LONGEST_PAUSE)
        pause *= random.uniform(0.8, 1.2)  # noqa: S311 -- spreads retries, guards nothing
        self._let_go(state=WorkState.WAITING, due_at=timezone.now() + pause, last_error=error[:2000])

    def give_up(self, error: str) -> None:
        self._let_go(state=WorkState.DEAD, last_error=error[:2000], finished_at=timezone.now())
