"""Envelopes: each claims due rows of one kind and works them off. Running twice does no harm."""

from celery import shared_task

from core.nudge import nudge
from matching.actions import generations, requests, runs
from matching.models import MatchRequest

FIRST = 2.0  # seconds for fresh listings before each shard


@shared_task
def match_due() -> None:
    requests.work_off()
    if MatchRequest.objects.due().exists():
        nudge("matching.tasks.match_due")


@shared_task
def run_due() -> None:
    """One shard of a run; what was posted meanwhile goes first, but a bulk import does not stop the run."""
    requests.work_off(seconds=FIRST)
    runs.work_off()


@shared_task
def build_due() -> None:
    generations.ask_when_due()
    generations.work_off()
