"""manage.py match: what is due (or everything), through the workers, with a progress bar."""

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import SYSTEM
from core.nudge import nudge
from matching.actions import runs
from matching.index import build
from matching.pipeline import match_requests, match_shards, progress, rebuild
from matching.pipeline.progress import DueWatch, Progress, RunWatch, generation_now

LOOK = 0.5  # seconds between two looks
SILENCE = 15.0  # without any progress: say that there may be no worker
BAR = 30


class Command(BaseCommand):
    help = "Match what is due, or everything, and wait for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="everything published, not only what is due")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--inline", action="store_true", help="do the work here, without a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = began = time.monotonic()
        watch = RunWatch(runs.start_run(by=SYSTEM)) if options["full"] else DueWatch()
        self._wait(watch, inline=options["inline"])
        result = {
            **watch.result(),
            "seconds": round(time.monotonic() - began, 2),
            "generation": generation_now(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            rate = (result["needs"] + result["offers"]) / max(result["seconds"], 0.01)
            for name, value in {**result, "listings_per_second": round(rate, 1)}.items():
                self.stdout.write(f"{name.replace('_', ' '):<20} {value}")
        if failures := watch.failures():
            raise CommandError("Some of it stopped:\n" + "\n".join(failures))

    def _wait(self, watch: RunWatch | DueWatch, *, inline: bool) -> None:
        seen, since, warned = None, time.monotonic(), False
        while True:
            now = watch.look()
            self._draw(now)
            if now.is_over:
                break
            if now != seen:
                seen, since, warned = now, time.monotonic(), False
            if inline:
                _work()
            elif time.monotonic() - since > SILENCE and not warned:
                warned = True
                self.stderr.write(
                    "\nNo worker has shown any progress for 15 seconds. Start one (celery -A config worker), "
                    "or stop this command and use --inline. Still waiting."
                )
                for name in ("build_due", "run_due", "match_due"):
                    nudge(f"matching.tasks.{name}")
            if not inline or now == watch.look():
                time.sleep(LOOK)
        if sys.stderr.isatty():
            self.stderr.write("")

    def _draw(self, now: Progress) -> None:
        if not sys.stderr.isatty():
            return
        filled = BAR * now.done // max(now.total, 1)
        what = "building the index" if now.waits_for_index else f"{now.done} of {now.total} listings"
        pace = progress.pace(time.monotonic() - self.began, now.done, now.share)
        if pace.rate and not now.waits_for_index:
            what += f", {pace.rate:.0f} a second"
        if pace.left is not None and not now.waits_for_index:
            what += f", {pace.left // 60:.0f}:{pace.left % 60:02.0f} left"
        if now.requests:
            what += f", {now.requests} single requests before"
        self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {what}   ", ending="")


def _work() -> None:
    """One round of everything that a worker would do."""
    build.ask_when_due()
    rebuild.work_off()
    match_requests.work_off()
    match_shards.work_off()
