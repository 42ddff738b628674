"""A whole site in processes of its own, embedded or with PostgreSQL and Redis, to kill parts of."""

import contextlib
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Site:
    """`embedded` or production settings; every process belongs to this object and ends with it."""

    folder: Path
    embedded: bool
    smtp_port: int = 9
    more: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __post_init__(self):
        self.port = free_port()
        common = {
            "TENON_VAR": str(self.folder / "var"),
            "TENON_SWEEP_SECONDS": "1",
            "TENON_LEASE_SECONDS": "4",
            "TENON_LETTER_BUNDLE_SECONDS": "0",
            "PORT": str(self.port),
            "OMP_NUM_THREADS": "1",
            "PYTHONUNBUFFERED": "1",
        }
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TENON_", "DJANGO_"))
        }
        own = self._embedded() if self.embedded else self._production()
        self.environment = {**kept, **common, **own, **self.more}

    def _embedded(self) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": "config.settings.embedded"}

    def _production(self) -> dict[str, str]:
        self.database = f"tenon_long_{secrets.token_hex(4)}"
        self._sql(f'CREATE DATABASE "{self.database}"')
        self.redis_port = free_port()
        self.start_redis()
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{self.database}")),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "TENON_SITE_URL": f"http://127.0.0.1:{self.port}",
            "TENON_PLAIN_HTTP": "1",
            "TENON_STATIC": str(self.folder / "static"),
            "TENON_SMTP_HOST": "127.0.0.1",
            "TENON_SMTP_PORT": str(self.smtp_port),
            "TENON_SMTP_STARTTLS": "0",
            "TENON_FROM_EMAIL": "Tenon <noreply@tenon.example>",
        }

    def _sql(self, statement: str) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement)

    def start_redis(self) -> None:
        folder = self.folder / "redis"
        folder.mkdir(parents=True, exist_ok=True)
        self.processes["redis"] = subprocess.Popen(
            ["redis-server", "--port", str(self.redis_port), "--dir", str(folder), "--appendonly", "yes"],
            stdout=subprocess.DEVNULL,
        )
        wait_until(lambda: _listens(self.redis_port), "Redis to listen")

    # --- processes -------------------------------------------------------------------------
    def start(self, name: str, *command: str, **more: str) -> None:
        """`more` goes into the environment of this process only."""
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**self.environment, **more},
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def start_worker(self, name: str = "worker", **more: str) -> None:
        pool = ["--pool", "solo"] if self.embedded else ["--concurrency", "2"]
        options = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        if name != "worker":
            options += ["--hostname", f"{name}@%h"]
        self.start(name, "celery", "--app", "config", "--quiet", "worker", *pool, *options, **more)

    def start_beat(self) -> None:
        schedule = str(self.folder / "beat")
        self.start(
            "beat", "celery", "--app", "config", "--quiet", "beat", "--pidfile", "", "--schedule", schedule
        )

    def start_web(self) -> None:
        self.manage("collectstatic", "--noinput", "-v0")
        bind = f"127.0.0.1:{self.port}"
        self.start(
            "web",
            "gunicorn",
            "config.wsgi:application",
            "--no-control-socket",
            "--bind",
            bind,
            "--worker-class",
            "gthread",
            "--threads",
            "4",
        )
        wait_until(lambda: self.get("/healthz") == 200, "the web server to answer")

    def kill(self, name: str) -> None:
        """kill -9 of the process and everything it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL) if name != "redis" else process.kill()
        process.wait()

    def close(self) -> None:
        for name in list(self.processes):
            with contextlib.suppress(ProcessLookupError):
                self.processes[name].send_signal(signal.SIGCONT)
            self.kill(name)
        if not self.embedded:
            self._sql(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    # --- asking ----------------------------------------------------------------------------
    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, code: str):
        """Run code with Django set up; the last line that it prints is JSON."""
        prelude = "import django, json; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", prelude + code],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    def query(self, sql: str) -> list[tuple]:
        """One look into the database from here: quick enough to catch a run in its middle."""
        if not self.embedded:
            with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
                return connection.execute(sql).fetchall()
        path = self.folder / "var" / "tenon.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def get(self, path: str) -> int | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition, what: str, seconds: float = 60.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")
