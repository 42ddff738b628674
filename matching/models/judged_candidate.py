from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Listing
from matching.enums import Judge
from matching.models.candidate import Candidate
from matching.models.proposal import Proposal


class JudgedCandidateManager(models.Manager["JudgedCandidate"]):
    def keep(self, proposal: Proposal, judge: str) -> None:
        """Write the candidates of the need as they are now, in the transaction of the judgement."""
        best = Candidate.objects.filter(need=proposal.need_id, rank_for_need__isnull=False)
        ranked = best.order_by("rank_for_need")[: settings.CANDIDATES_PER_LISTING]
        self.bulk_create(
            JudgedCandidate(
                proposal=proposal,
                judge=judge,
                rank=rank,
                offer_id=row.offer_id,
                offer_revision=row.offer_revision,
                need_revision=row.need_revision,
                score=row.score,
                strength=row.strength,
            )
            for rank, row in enumerate(ranked, start=1)
        )


class JudgedCandidate(models.Model):
    """One of the candidates of a need when a proposal of it was decided by staff or answered by a side.

    With what was judged of them, precision can be computed later for the list that people had before them.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="judged_candidates")
    judge = models.CharField(max_length=10, choices=Judge)
    rank = models.PositiveSmallIntegerField()  # for the need, from 1
    offer = models.ForeignKey(  # empty once the listing is erased: the rank remains
        Listing, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offer_revision = models.PositiveIntegerField()
    need_revision = models.PositiveIntegerField()
    score = models.FloatField()
    strength = models.FloatField()
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[JudgedCandidateManager] = JudgedCandidateManager()

    class Meta:
        ordering = ["proposal", "judge", "rank"]
        constraints = [
            models.UniqueConstraint(
                name="judged_candidate_once_per_rank", fields=["proposal", "judge", "rank"]
            ),
            models.CheckConstraint(name="judged_candidate_ranks_from_one", condition=Q(rank__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.judge} {self.rank}: {self.offer_id}"
