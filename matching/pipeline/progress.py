"""What `manage.py match` and the run page show: how far matching is, and what it brought."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from core.models import WorkState
from matching.enums import Side
from matching.models import Candidate, IndexBuild, IndexGeneration, MatchRequest, MatchRun, Proposal
from matching.pipeline import match_shards


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    waits_for_index: bool = False
    requests: int = 0  # single listings that wait; a worker does them first
    share: float = 0.0  # of the work; parts of a run differ in it more than in their listings

    @property
    def is_over(self) -> bool:
        return self.done >= self.total and not self.waits_for_index


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run goes, from what it has done since it began."""

    seconds: float
    rate: float = 0.0  # listings per second; 0 while none is done
    left: float | None = None  # seconds to its end; None when there is nothing to tell by


def pace(seconds: float, done: int, share: float) -> Pace:
    if seconds <= 0 or not done:
        return Pace(seconds)
    left = seconds * (1 - share) / share if 0 < share <= 1 else None
    return Pace(seconds, done / seconds, left)


def share_of(done: int, total: int, cost_done: int, cost: int) -> float:
    """The share of the work that is done: by its cost when that is known, else by listings."""
    if cost and cost_done:
        return cost_done / cost
    return done / total if total else 0.0


class RunWatch:
    """A full run, from its first shard to its last."""

    def __init__(self, run: MatchRun):
        self.run = run

    def look(self) -> Progress:
        self.run.refresh_from_db()
        shards = list(self.run.shards.all())
        total = sum(shard.size for shard in shards)
        done = sum(
            shard.progress if shard.state == WorkState.LEASED else shard.size
            for shard in shards
            if shard.state != WorkState.WAITING
        )
        building = self.run.generation_id is None and IndexBuild.objects.open().exists()
        if not self.run.is_running:
            return Progress(total, total)
        requests = MatchRequest.objects.open().count()
        cost_done = sum(shard.cost for shard in shards if shard.state == WorkState.DONE)
        share = share_of(done, total, cost_done, sum(shard.cost for shard in shards))
        return Progress(min(done, max(total - 1, 0)), total, building, requests, share)

    def result(self) -> dict[str, Any]:
        return {"needs": self.run.needs, "offers": self.run.offers, **match_shards.totals(self.run)}

    def failures(self) -> list[str]:
        dead = self.run.shards.filter(state=WorkState.DEAD)
        return [f"{shard}: {shard.last_error}" for shard in dead]


class DueWatch:
    """The requests that were due when the watch began."""

    def __init__(self) -> None:
        self.began = timezone.now()
        self.asked = list(MatchRequest.objects.due().values_list("pk", flat=True))
        self.newest = {model: _newest(model) for model in (Candidate, Proposal)}

    def look(self) -> Progress:
        waiting = MatchRequest.objects.open().filter(pk__in=self.asked).count()
        done, total = len(self.asked) - waiting, len(self.asked)
        return Progress(done, total, share=done / total if total else 0.0)

    def result(self) -> dict[str, Any]:
        done = MatchRequest.objects.filter(pk__in=self.asked, state=WorkState.DONE)
        found = Candidate.objects.filter(found_at__gte=self.began)
        new = found.filter(pk__gt=self.newest[Candidate])
        return {
            "needs": done.filter(listing__kind=Side.NEED).count(),
            "offers": done.filter(listing__kind=Side.OFFER).count(),
            "candidates_new": new.count(),
            "candidates_updated": found.count() - new.count(),
            "proposals_new": Proposal.objects.filter(pk__gt=self.newest[Proposal]).count(),
        }

    def failures(self) -> list[str]:
        dead = MatchRequest.objects.filter(pk__in=self.asked, state=WorkState.DEAD)
        return [f"{request}: {request.last_error}" for request in dead]


def generation_now() -> str:
    current = IndexGeneration.objects.current()
    return current.public_id if current else ""


def _newest(model: Any) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
