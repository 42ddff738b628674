"""The site's side of bench/rematch.py: a database of listings, workers, the peer's rows. Importing it sets Django up."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import django
import numpy as np
import psycopg
import redis
from celery import current_app

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
}
django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Organisation  # noqa: E402
from catalog.enums import Kind  # noqa: E402
from catalog.models import Listing  # noqa: E402
from core.models import WorkState  # noqa: E402
from matching.actions import runs, shards, writing  # noqa: E402
from matching.enums import RunState  # noqa: E402
from matching.models import Candidate, MatchRun, MatchShard  # noqa: E402

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


def fill(needs: int, offers: int) -> None:
    """Two organisations; one listing of each kind, multiplied in SQL. Keys are n00000000 onwards and o00000000 onwards."""
    for kind, count in ((Kind.NEED, needs), (Kind.OFFER, offers)):
        owner = Organisation.objects.create(name_en=f"Bench {kind}", country="CN")
        now = timezone.now()
        first = Listing.objects.create(
            public_id=f"{kind[0]}00000000", kind=kind, organisation=owner, title="A listing", description=TEXT,
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


def start(vectors: Any) -> int:
    """Lay out a run over the needs. Returns the number of its shards."""
    run = MatchRun.objects.create(code_version="bench")
    parts = list(shards._of_kind(Kind.NEED, vectors))
    for part in parts:
        part.run = run
    MatchShard.objects.bulk_create(parts)
    return len(parts)


def work(vectors: Any, begin: Any, sent: Any) -> None:
    """One worker: what its tasks would call, until nothing is left."""

    def counted(found: Any, stored: Any) -> Any:
        changes = difference(found, stored)
        with sent.get_lock():
            sent.value += sum(len(part) for part in changes)
        return changes

    difference = writing.difference
    live = mock.Mock(index=vectors)
    with (
        mock.patch.object(shards.search, "current", return_value=live),
        mock.patch.object(writing, "difference", counted),
    ):
        MatchShard.objects.count()  # the connection is there before the clock starts
        begin.wait()
        while runs.work_off():
            pass
    close()


def check_done() -> None:
    assert MatchRun.objects.latest("pk").state == RunState.DONE, "the run is not closed"
    assert not MatchShard.objects.exclude(state=WorkState.DONE).exists(), "shards are left"


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


def seconds_of_an_empty_task(count: int) -> float:
    """A task that finds no shard, through Redis and a worker of Celery: sending, fetching, asking the database."""
    command = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "worker", "--pool", "solo"]
    options = ["--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    current_app.control.purge()  # what the runs before have sent
    worker = subprocess.Popen([*command, *options])  # noqa: S603 -- our own command
    try:
        _through(5)
        started = time.perf_counter()
        _through(count)
        return (time.perf_counter() - started) / count
    finally:
        worker.terminate()
        worker.wait()


def _through(count: int) -> None:
    """Send tasks and wait until the last one is acknowledged."""
    queue = redis.Redis.from_url(REDIS)
    for _ in range(count):
        current_app.send_task("matching.tasks.run_due", ignore_result=True)
    while queue.llen("celery") or queue.hlen("unacked"):
        time.sleep(0.002)


def close() -> None:
    connections.close_all()
