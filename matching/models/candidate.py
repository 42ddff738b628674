from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Listing
from matching.enums import Side


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def of(self, listing: Listing) -> Self:
        """The candidates of a listing, best first."""
        side, rank = ("need", "rank_for_need") if listing.kind == Side.NEED else ("offer", "rank_for_offer")
        return self.filter(**{side: listing, f"{rank}__isnull": False}).order_by(rank)


class Candidate(models.Model):
    """A pair that the matcher found: cheap, rewritten by each run, seen by staff only."""

    # The unique pair and candidate_by_offer serve as indexes. A run writes pairs of rows that it has just
    # read; checking both keys of each again (and locking the listings for it) took more than half of its
    # writing time.
    need = models.ForeignKey(
        Listing,
        on_delete=models.CASCADE,
        related_name="candidates_as_need",
        db_index=False,
        db_constraint=False,
    )
    offer = models.ForeignKey(
        Listing,
        on_delete=models.CASCADE,
        related_name="candidates_as_offer",
        db_index=False,
        db_constraint=False,
    )
    score = models.FloatField()
    strength = models.FloatField()
    rank_for_need = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_for_offer = models.PositiveSmallIntegerField(null=True, blank=True)
    need_revision = models.PositiveIntegerField()
    offer_revision = models.PositiveIntegerField()
    found_at = models.DateTimeField(default=timezone.now)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-strength", "pk"]
        constraints = [
            models.UniqueConstraint(name="candidate_once_per_pair", fields=["need", "offer"]),
            models.CheckConstraint(
                name="candidate_is_ranked_by_one_side",
                condition=Q(rank_for_need__isnull=False) | Q(rank_for_offer__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="candidate_by_need", fields=["need", "rank_for_need"]),
            models.Index(name="candidate_by_offer", fields=["offer", "rank_for_offer"]),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} - {self.offer_id}: {self.strength:.2f}"
