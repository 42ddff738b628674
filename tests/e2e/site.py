"""The real site with its demonstration data, started as `make run` starts it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.long.site import ROOT, free_port, wait_until

WAY_TO_READY = 90  # seconds: the limit of a cold start, on two busy cores
STOPS_WITHIN = 25


class DemoSite:
    """`manage.py up` in a folder of its own; stop() asserts that nothing of it is left."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = int(os.environ.get("TENON_E2E_PORT") or free_port())
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TENON_", "DJANGO_"))
        }
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "TENON_VAR": str(folder),
            "TENON_LETTER_BUNDLE_SECONDS": "1",
            "TENON_SWEEP_SECONDS": "2",
            "PORT": str(self.port),
        }

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = (self.folder / "up.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        wait_until(self._is_up, "the site to say its address", WAY_TO_READY)

    def _is_up(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Stop it with Ctrl-C." in self.said()

    def said(self) -> str:
        return (self.folder / "up.log").read_text()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOPS_WITHIN)
        finally:
            left = self._processes()
            for number in left:
                os.kill(number, signal.SIGKILL)
        self.log.close()
        assert (code, left) == (0, []), self.said()[-2000:]

    def _processes(self) -> list[int]:
        """Every living process that was given the folder of this site."""
        mark = f"TENON_VAR={self.folder}\0".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    own = (entry / "environ").read_bytes()
                except OSError:
                    continue
                if mark in own:
                    found.append(int(entry.name))
        return found

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def prepare(self) -> dict[str, str]:
        """Brings some listings and proposals into the states that pages show; answers their addresses."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.stage"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])
