"""Envelopes: each claims due rows of one kind and works them off. Running twice does no harm."""

import time

from celery import shared_task

from core.nudge import nudge
from matching.index import build
from matching.models import MatchRequest, MatchShard
from matching.pipeline import match_requests, match_shards, rebuild

FIRST = 2.0  # seconds for fresh listings before each shard
TURN = 3.0  # seconds of one task of a run: letters wait no longer, and Celery's own work is small beside it


@shared_task
def match_due() -> None:
    match_requests.work_off()
    if MatchRequest.objects.due().exists():
        nudge("matching.tasks.match_due")


@shared_task
def run_due() -> None:
    """Parts of a run for some seconds; before each, what was posted meanwhile,
    but a bulk import does not stop the run."""
    until = time.monotonic() + TURN
    while time.monotonic() < until:
        match_requests.work_off(seconds=FIRST)
        if not match_shards.work_off():
            break
    if MatchShard.objects.due().exists():
        nudge("matching.tasks.run_due")


@shared_task
def build_due() -> None:
    build.ask_when_due()
    rebuild.work_off()
