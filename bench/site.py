"""The site's side of bench/rematch.py: a database of listings, workers, the peer's rows. Importing it sets
Django up.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import django
import numpy as np
import psycopg
import redis
from celery import current_app

from bench.corpora import CACHE
from bench.scoring import KERNELS
from matching.engine import open_generation
from matching.engine.storage import generation
from matching.engine.storage.generation import IndexContents

SERVER = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/13"
NAME = f"tenon_bench_{secrets.token_hex(4)}"
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}")),
    "REDIS_URL": REDIS,
    "SECRET_KEY": secrets.token_urlsafe(50),
    "TENON_SITE_URL": "http://127.0.0.1:8000",
    "TENON_PLAIN_HTTP": "1",
    "TENON_SMTP_HOST": "127.0.0.1",
    "TENON_FROM_EMAIL": "Tenon <noreply@tenon.example>",
    "TENON_PROPOSAL_FLOOR": "2",
    "TENON_LOG_LEVEL": "WARNING",
    "TENON_INDEX_DIR": str(CACHE / NAME),
    "TENON_KERNEL_DIR": str(KERNELS),
}
django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actor import SYSTEM  # noqa: E402
from accounts.models import Organisation  # noqa: E402
from bench import hands  # noqa: E402
from catalog.models import Listing  # noqa: E402
from matching import index as live_index  # noqa: E402
from matching.actions import runs  # noqa: E402
from matching.enums import RunState, Side  # noqa: E402
from matching.models import Candidate, IndexGeneration  # noqa: E402
from matching.pipeline import plan  # noqa: E402

NOTES = redis.Redis.from_url(REDIS, socket_timeout=None)
TEXT = "A made-up listing whose words stand in the vectors. " * 12


@contextmanager
def database() -> Iterator[None]:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{NAME}"')
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')
        shutil.rmtree(CACHE / NAME, ignore_errors=True)


def fill(needs: int, offers: int) -> None:
    """Two organisations; one listing of each kind, multiplied in SQL. Keys are n00000000 onwards and
    o00000000 onwards.
    """
    for kind, count in ((Side.NEED, needs), (Side.OFFER, offers)):
        owner = Organisation.objects.create(name_en=f"Bench {kind}", country="CN")
        now = timezone.now()
        first = Listing.objects.create(
            public_id=f"{kind[0]}00000000", kind=kind, organisation=owner, title="A listing",
            description=TEXT,
            technical_specification="-", partnership_types=["licence"], stage_of_development="lab_tested",
            language="en", state="published", submitted_at=now, published_at=now, valid_until=now.date(),
        )  # fmt: skip
        names = [
            field.column for field in Listing._meta.concrete_fields if field.name not in {"id", "public_id"}
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO catalog_listing (public_id, {columns}) "  # noqa: S608 -- our own columns
                f"SELECT '{kind[0]}' || lpad(n::text, 8, '0'), {columns} "
                "FROM catalog_listing, generate_series(1, %s) n WHERE id = %s ORDER BY n",
                [count - 1, first.pk],
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalog_listing")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_candidate")


def index(contents: IndexContents) -> None:
    """The generation on disk and in the database, as a build leaves it."""
    row = IndexGeneration(is_current=True)
    generation.write(replace(contents, label=row.public_id), row.folder)
    row.manifest = dict(open_generation(row.folder).manifest)
    row.documents = row.manifest["counts"]["documents"]
    row.save()


@contextmanager
def workers(count: int) -> Iterator[None]:
    """Celery's worker with so many processes, warm and waiting for their first task."""
    current_app.control.purge()  # what the runs before have sent
    command = [sys.executable, "-m", "celery", "--app", "bench.hands", "--quiet", "worker"]
    options = ["--concurrency", str(count), "--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    worker = subprocess.Popen([*command, *options])  # noqa: S603 -- our own command
    try:
        for _process in range(count):
            assert NOTES.blpop(hands.READY, timeout=120), "a worker is not ready"
        live_index.current()  # whoever starts a run has met the generation before, too
        yield
    finally:
        worker.terminate()
        worker.wait()
        NOTES.delete(hands.READY, hands.DONE)


def rematch(workers: int) -> "Rematch":
    """A run over the needs, from the call that starts it until its last part is written."""
    _drain()
    laid: list[float] = []

    def nudge(name: str, **options: int) -> None:
        transaction.on_commit(lambda: laid.append(time.monotonic()))
        send(name, **options)

    send = runs.nudge
    with (
        mock.patch.object(runs, "plan", lambda live: list(plan._of_kind(Side.NEED, live.index))),
        mock.patch.object(runs, "nudge", nudge),
    ):
        begun = time.monotonic()
        run = runs.start_run(by=SYSTEM)
    count, notes = run.shards.count(), []
    while sum(note["parts"] for note in notes) < count:
        found = NOTES.blpop(hands.DONE, timeout=120)
        assert found, "a part of the run was not done"
        notes.append(json.loads(found[1]))
    ended = max(note["work"][1] for note in notes)
    run.refresh_from_db()
    assert run.state == RunState.DONE, "the run is not closed"
    assert len({note["pid"] for note in notes}) == workers, "not every worker took part"
    share = _away(notes, laid[0], workers) / (workers * (ended - laid[0]))
    return Rematch(ended - begun, sum(note["rows"] for note in notes), share)


@dataclass(frozen=True)
class Rematch:
    seconds: float
    rows: int  # sent to the database
    share: float  # of Celery


def _away(notes: list[dict], laid: float, workers: int) -> float:
    """Seconds, of all workers, in no work of ours although parts of the run waited: until the last of them
    was taken.
    """
    until = max(note["work"][0] for note in notes if note["parts"])
    spans = [span for note in notes for span in (note["work"], note["noting"])]
    return workers * (until - laid) - sum(
        max(min(end, until) - max(begin, laid), 0.0) for begin, end in spans
    )


def _drain() -> None:
    """Until nothing of an earlier run is left to the workers."""
    while NOTES.llen("celery") or NOTES.hlen("unacked"):
        time.sleep(0.01)
    NOTES.delete(hands.DONE)


def create(first: int, best: np.ndarray, scores: np.ndarray) -> None:
    """The peer's rows: needs from number `first` on, as model instances."""
    if first == 0:
        empty()
    need = Listing.objects.get(public_id="n00000000").pk + first
    offer = Listing.objects.get(public_id="o00000000").pk
    Candidate.objects.bulk_create(
        Candidate(
            need_id=need + row, offer_id=offer + int(place), score=float(score), strength=float(score),
            rank_for_need=rank, need_revision=1, offer_revision=1,
        )
        for row in range(len(best))
        for rank, (place, score) in enumerate(zip(best[row], scores[row], strict=True), start=1)
    )  # fmt: skip
