from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing
from core.fields import PublicIdField
from core.models import Work, WorkQuerySet
from matching.enums import RunState
from matching.models.locks import INDEX_CHANGES, take_turn

BUILD_REASONS = {
    "first": _("no index yet"),
    "missing": _("its files are missing"),
    "damaged or missing": _("its files are damaged or missing"),
    "age": _("it is old"),
    "share": _("many listings changed"),
    "language": _("listings in another language came in"),
}


class IndexGenerationQuerySet(models.QuerySet["IndexGeneration"]):
    def current(self) -> "IndexGeneration | None":
        return self.filter(is_current=True).first()

    def with_newest_change(self) -> Self:
        newest = IndexChange.objects.order_by("-pk").values("pk")[:1]
        return self.annotate(newest_change=Coalesce(models.Subquery(newest), models.F("last_change")))

    def usable(self) -> "models.QuerySet[IndexGeneration]":
        """The current generation and the one before, each with the newest change: one cheap query."""
        return self.with_newest_change().order_by("-is_current", "-pk")[:2]

    def kept(self) -> Self:
        """Those whose files are needed: the usable ones and those of runs that go on."""
        usable = list(self.order_by("-is_current", "-pk").values_list("pk", flat=True)[:2])
        return self.filter(Q(pk__in=usable) | Q(runs__state=RunState.RUNNING)).distinct()


class IndexGeneration(models.Model):
    """A folder of arrays on disk; the row names the current one and what it had seen when it was built."""

    public_id = PublicIdField()
    is_current = models.BooleanField(default=False)
    built_at = models.DateTimeField(default=timezone.now)
    documents = models.PositiveIntegerField(default=0)
    last_change = models.BigIntegerField(default=0)  # id of the newest IndexChange that it contains
    manifest = models.JSONField(default=dict)
    newest_change: int  # given by with_newest_change()

    objects = IndexGenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="index_has_one_current_generation", fields=["is_current"], condition=Q(is_current=True)
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def languages(self) -> int:
        """How many languages its listings are in, 1 or 2; 0 when it has none, or does not say."""
        chinese = self.manifest.get("counts", {}).get("chinese")
        return 0 if chinese is None else (chinese > 0) + (chinese < self.documents)

    @property
    def folder(self) -> Path:
        return Path(settings.INDEX_DIR) / self.public_id


class IndexChangeQuerySet(models.QuerySet["IndexChange"]):
    def since(self, change_id: int) -> Self:
        return self.filter(pk__gt=change_id).order_by("pk")

    def newest(self) -> int:
        return self.aggregate(newest=models.Max("pk"))["newest"] or 0

    def note(self, listings: Iterable[Listing], *, removed: bool = False) -> None:
        """Write the changes in the transaction that makes them.

        One transaction at a time: ids become visible in their order, so "everything up to 17" misses nothing.
        """
        take_turn(INDEX_CHANGES)
        rows = [
            IndexChange(key=listing.public_id, revision=listing.revision, removed=removed)
            for listing in listings
        ]
        IndexChange.objects.bulk_create(rows, batch_size=1000)


class IndexChange(models.Model):
    """One listing entered, changed or left what may be found: the delta beside the generation.

    No foreign key: the row must outlive a deleted listing, or other processes would go on finding it.
    """

    key = models.CharField(max_length=16)  # public_id of the listing
    revision = models.PositiveIntegerField()
    removed = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = IndexChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{'-' if self.removed else '+'}{self.key}"


class IndexBuildQuerySet(WorkQuerySet):
    def ask(self, reason: str) -> None:
        """Ask for a new generation; one request waits at a time."""
        IndexBuild.objects.bulk_create([IndexBuild(reason=reason)], ignore_conflicts=True)


class IndexBuild(Work):
    """Somebody (the schedule, an operator, a damaged folder) asked for a new generation."""

    LEASE_SECONDS: ClassVar[int] = 600
    STOPS: ClassVar[bool] = True

    reason = models.CharField(max_length=60)
    generation = models.ForeignKey(
        IndexGeneration, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = IndexBuildQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("index build")
        verbose_name_plural = _("index builds")
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                name="one_index_build_waits", fields=["state"], condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {BUILD_REASONS.get(self.reason, self.reason)}"
