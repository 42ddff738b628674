"""Full runs: every published listing, begun and stopped by an operator."""

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from core import audit
from core.moves import try_move
from core.nudge import nudge
from matching import index as live_index
from matching.enums import RunState, Side
from matching.index import build
from matching.models import IndexBuild, IndexChange, IndexGeneration, MatchRun, MatchShard
from matching.pipeline import match_shards
from matching.pipeline.plan import plan


def start_run(*, by: Actor, full: bool = True) -> MatchRun:
    """Lay out a run over everything published. Without a fresh generation it waits for one to be built."""
    assert full, "a partial run is what match requests are for"
    return _start(by, plan(live_index.current()))


@transaction.atomic
def _start(by: Actor, parts: list[MatchShard]) -> MatchRun:
    waits = build.ask_when_due() or IndexBuild.objects.open().exists()
    run = MatchRun.objects.create(
        generation=None if waits else IndexGeneration.objects.current(),
        last_change=IndexChange.objects.newest(),
        parameters=match_shards.parameters(),
        code_version=match_shards.code_version(),
        asked_by=str(by.person or ""),
    )
    for part in parts:
        part.run = run
    MatchShard.objects.bulk_create(parts, batch_size=500)
    run.needs = sum(part.size for part in parts if part.kind == Side.NEED)
    run.offers = sum(part.size for part in parts if part.kind == Side.OFFER)
    run.save(update_fields=["needs", "offers"])
    audit.record("run.started", run, by=by, needs=run.needs, offers=run.offers, shards=len(parts))
    match_shards.close(run)  # a run over nothing is done at once
    nudge("matching.tasks.run_due", hands=min(build.HANDS, len(parts)))
    run.refresh_from_db()
    return run


@transaction.atomic
def cancel(*, run: MatchRun, by: Actor) -> bool:
    """Stop a run; shards at work lose their lease and roll back. False when it was over already."""
    moved = try_move(
        run,
        RunState.CANCELLED,
        comes_from={RunState.RUNNING},
        verb="run.cancelled",
        by=by,
        finished_at=timezone.now(),
    )
    if moved:
        run.shards.open().cancel()
    run.refresh_from_db()
    return moved
