"""`make run`: prepares the folder, then runs web, worker and scheduler until it is stopped."""

import fcntl
import io
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organisation
from config.ops.supervisor import Child, Supervisor
from core.work import free_leases


class Command(BaseCommand):
    help = "Runs the whole site in this folder: web server, Celery worker and scheduler."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        if not settings.EMBEDDED:
            raise CommandError(
                "This command is for the embedded mode. In production run web, worker and beat as "
                "docker-compose.yml shows (docs/operations.md)."
            )
        self.lock = _lock(Path(settings.VAR_DIR) / "lock")
        _demand_free_port(settings.PORT)
        self._prepare()
        supervisor = Supervisor(_children(settings.PORT), say=self._say)
        supervisor.start()
        self._announce(supervisor)
        supervisor.watch()
        self._say("Tenon has stopped.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _prepare(self) -> None:
        call_command("check", verbosity=0, stdout=io.StringIO())
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        _collect_static()
        free_leases()  # we hold the lock of the folder: what a killed worker had leased is nobody's
        if not Organisation.objects.exists():
            self._say("The database is empty: loading the demonstration.")
            call_command("demo", stdout=self.stdout)

    def _announce(self, supervisor: Supervisor) -> None:
        url = f"http://127.0.0.1:{settings.PORT}"
        for _ in range(150):
            supervisor.look()
            if _answers(f"{url}/healthz"):
                break
            time.sleep(0.2)
        else:
            self._say("The web server has not answered for 30 s; its messages are above. Still trying.")
        self._say(f"\nTenon runs on {url}\n  API      {url}/api/docs/\n  letters  {settings.EMAIL_FILE_PATH}")
        call_command("demo", "--logins", stdout=self.stdout)
        self._say("Stop it with Ctrl-C.")


def _children(port: int) -> list[Child]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    python = [sys.executable, "-m"]
    web = ["gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    web += ["--workers", "1", "--threads", "8", "--timeout", "60", "--graceful-timeout", "8"]
    web += ["--log-level", "warning", "--limit-request-line", "8190", "--no-control-socket"]
    celery = ["celery", "--app", "config", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "solo",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    worker += ["--loglevel", "WARNING"]
    beat = [
        *celery,
        "beat",
        "--loglevel",
        "WARNING",
        "--pidfile",
        "",
        "--schedule",
        settings.CELERY_BEAT_SCHEDULE_FILENAME,
    ]
    return [
        Child("The web server", [*python, *web], environment),
        Child("The worker", [*python, *worker], environment),
        Child("The scheduler", [*python, *beat], environment),
    ]


def _lock(path: Path):
    """One Tenon per folder; the lock goes with the process, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        raise CommandError(
            f"Tenon already runs in this folder (process {handle.read().strip() or 'unknown'}). "
            "Stop that one first, or use another folder."
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def _demand_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                f"Port {port} is in use. Choose another one: make run PORT={port + 1}"
            ) from None


def _collect_static() -> None:
    """Collects only when a source file is newer than the last collection."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    newest = max(
        (file.stat().st_mtime for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*")),
        default=0.0,
    )
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.touch()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 -- our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
