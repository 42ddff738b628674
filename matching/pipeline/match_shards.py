"""Leased shards of a full run worked off; whoever completes the last one closes the run."""

import tomllib
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from accounts.actor import SYSTEM
from core import audit
from core.models import WorkState
from core.work import work_through
from matching.engine import Parameters
from matching.enums import RunState
from matching.models import IndexBuild, IndexChange, IndexGeneration, MatchRun, MatchShard
from matching.models.locks import PROPOSING, take_turn
from matching.pipeline import apply, match, promotion
from matching.rules import floor

PAUSE = timedelta(seconds=1)  # between two looks whether the generation is there


def work_off() -> int:
    """One shard, so that fresh listings get their turn between two."""
    claimed = MatchShard.objects.claim(1)
    if not claimed:
        close_finished()
    return work_through(claimed, match_shard)


def match_shard(shard: MatchShard) -> None:
    """First the engine for every listing, without a transaction; then everything written in one."""
    generation = _generation_for(shard)
    if generation is None and IndexBuild.objects.open().exists():
        shard.postpone(due_at=timezone.now() + PAUSE)
        return
    _write(shard, match.match_shard(shard, generation))


def _write(shard: MatchShard, findings: match.Findings) -> None:
    with transaction.atomic():
        take_turn(PROPOSING)
        kept, proposed = apply.apply_shard(findings)
        promotion.complete_ranks(shard)
        shard.finish(
            progress=len(findings.rows),
            candidates_new=kept.new,
            candidates_updated=kept.updated,
            proposals_new=proposed,
        )
        close(shard.run)


def close_finished() -> None:
    """Close runs whose last shards were stopped or whose worker died just then."""
    for run in MatchRun.objects.filter(state=RunState.RUNNING):
        close(run)


def close(run: MatchRun) -> bool:
    """One conditional UPDATE; whoever completes the last open shard closes the run."""
    open_shards = MatchShard.objects.open().filter(run=OuterRef("pk"))
    stopped = run.shards.filter(state=WorkState.CANCELLED).exists()  # part by part, on the work page
    moved = (
        MatchRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
        .exclude(Exists(open_shards))
        .update(state=RunState.CANCELLED if stopped else RunState.DONE, finished_at=timezone.now())
    )
    if moved:
        audit.record("run.cancelled" if stopped else "run.done", run, by=SYSTEM, **totals(run))
    return bool(moved)


def totals(run: MatchRun) -> dict[str, int]:
    names = ("candidates_new", "candidates_updated", "proposals_new")
    sums = run.shards.aggregate(**{name: Sum(name) for name in names})
    return {name: sums[name] or 0 for name in names}


def _generation_for(shard: MatchShard) -> IndexGeneration | None:
    """The generation of the run; the first shard after a build writes it on the run."""
    run = shard.run
    if run.generation_id is None and not IndexBuild.objects.open().exists():
        current = IndexGeneration.objects.current()
        MatchRun.objects.filter(pk=run.pk, generation=None).update(
            generation=current, last_change=IndexChange.objects.newest()
        )
        run.refresh_from_db()
    return run.generation


def parameters() -> dict[str, Any]:
    """What a replay needs beside the generation and the code."""
    return {
        "engine": asdict(Parameters()),
        "floor": floor(),
        "candidates_per_listing": settings.CANDIDATES_PER_LISTING,
        "pending_per_need": settings.PENDING_PER_NEED,
        "pending_per_offer": settings.PENDING_PER_OFFER,
    }


@cache
def code_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']} {project['version']}"
