from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from catalog.models import Listing
from core.fields import PublicIdField
from core.models import Work, WorkQuerySet, WorkState
from matching.enums import RunState, Side
from matching.models.index import IndexGeneration


class MatchRequestQuerySet(WorkQuerySet):
    def ask(self, listings: Iterable[Listing]) -> None:
        """One row for each need and offer; listings of other kinds are not matched.

        Asking again while it runs takes the lease away: the result would be stale.
        """
        now = timezone.now()
        matched = {one.pk: one for one in listings if one.kind in Side.values}
        rows = [
            self.model(listing=listing, revision=listing.revision, due_at=now)
            for _, listing in sorted(matched.items())  # one order of locks for all
        ]
        self.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["listing"],
            update_fields=[
                "revision", "state", "due_at", "attempts", "lease", "leased_until", "last_error",
                "finished_at",
            ],
        )  # fmt: skip

    def stop(self, listing: Listing, error: str) -> None:
        """The listing cannot be matched, whatever its request was about to do; staff see why."""
        now = timezone.now()
        stopped = {"state": WorkState.DEAD, "last_error": error[:2000], "finished_at": now}
        self.update_or_create(
            listing=listing, defaults={**stopped, "lease": None, "leased_until": None},
            create_defaults={**stopped, "revision": listing.revision},
        )  # fmt: skip


class MatchRequest(Work):
    """This listing, in this revision, must be matched against the other side."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="match_request")
    revision = models.PositiveIntegerField()

    objects: ClassVar[Any] = MatchRequestQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = gettext_lazy("match request")
        verbose_name_plural = gettext_lazy("match requests")

    def __str__(self) -> str:
        return gettext("listing %(listing)d, revision %(revision)d") % {
            "listing": self.listing_id,
            "revision": self.revision,
        }


class MatchRun(models.Model):
    """A full run over everything published; what is needed to replay it stands on the row."""

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    generation = models.ForeignKey(IndexGeneration, null=True, on_delete=models.SET_NULL, related_name="runs")
    last_change = models.BigIntegerField(default=0)  # the delta that was taken into account
    parameters = models.JSONField(default=dict)
    code_version = models.CharField(max_length=60)
    asked_by = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    needs = models.PositiveIntegerField(default=0)
    offers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="run_finished_iff_finish_date",
                condition=Q(state="running", finished_at=None)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("matching:run", args=[self.public_id])

    @property
    def is_running(self) -> bool:
        return self.state == RunState.RUNNING


class MatchShard(Work):
    """A part of a run: listings of one kind by key range. Whoever completes the last one closes the run."""

    LEASE_SECONDS: ClassVar[int] = 300
    SHOWN_WITH: ClassVar[tuple[str, ...]] = ("run",)
    STOPS: ClassVar[bool] = True

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="shards")
    kind = models.CharField(max_length=10)
    first = models.BigIntegerField()  # primary keys of listings, both ends included
    last = models.BigIntegerField()
    size = models.PositiveIntegerField()
    cost = models.BigIntegerField(default=0)  # postings that the engine reads for it, as estimated
    candidates_new = models.PositiveIntegerField(default=0)
    candidates_updated = models.PositiveIntegerField(default=0)
    proposals_new = models.PositiveIntegerField(default=0)

    class Meta(Work.Meta):
        verbose_name = gettext_lazy("part of a match run")
        verbose_name_plural = gettext_lazy("parts of a match run")
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(name="shard_once_per_run", fields=["run", "kind", "first"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {Side(self.kind).label} {self.first}-{self.last}"

    def get_absolute_url(self) -> str:
        return self.run.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.state in {WorkState.WAITING, WorkState.LEASED}
