"""The worker of bench/rematch.py: the site's own app, whose processes note in Redis when they were at work.

Nothing is replaced: work_off of shards and of requests and the difference that is written are called as they
are, with a clock beside them. What a worker does outside of these two is Celery's: sending, fetching, handing
over, acknowledging, and our envelope around them.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import redis
from celery.signals import worker_process_init

from config.celery import app

READY, DONE = "bench-ready", "bench-done"  # lists
app.conf.worker_proc_alive_timeout = 120.0  # a process opens the index before it says that it is there


@worker_process_init.connect
def prepare(**_options: object) -> None:
    """Warm, as a worker is that has met this generation before."""
    from django.conf import settings  # noqa: PLC0415 -- the apps are ready by now

    from matching import index as live_index  # noqa: PLC0415
    from matching.engine.kernels import registry  # noqa: PLC0415
    from matching.pipeline import apply, match_requests, match_shards  # noqa: PLC0415

    registry.load(settings.KERNEL_DIR)
    live_index.current()
    rows, noting = 0, (0.0, 0.0)  # the clock's own time is nobody's

    def counted(found: Any, stored: Any) -> Any:
        nonlocal rows
        changes = difference(found, stored)
        rows += sum(len(part) for part in changes)
        return changes

    def noted(work_off: Callable[..., int], is_part: bool) -> Callable[..., int]:
        def work(**options: Any) -> int:
            nonlocal rows, noting
            rows, begin = 0, time.monotonic()
            done = work_off(**options)
            end = time.monotonic()
            note = {"pid": os.getpid(), "work": (begin, end), "noting": noting, "rows": rows}
            notes.rpush(DONE, json.dumps(note | {"parts": done if is_part else 0}))
            noting = (end, time.monotonic())
            return done

        return work

    notes = redis.Redis.from_url(os.environ["REDIS_URL"])
    difference, apply.difference = apply.difference, counted
    match_shards.work_off = noted(match_shards.work_off, True)
    match_requests.work_off = noted(match_requests.work_off, False)
    notes.rpush(READY, os.getpid())
