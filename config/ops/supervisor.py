"""Keeps a handful of processes running: starts them, restarts one that dies, stops all, leaves no orphan."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST_PAUSE = 0.5  # seconds before a dead child starts again; doubles while it keeps dying
LONGEST_PAUSE = 15.0
STEADY = 30.0  # a child that lived this long starts with the first pause again
GRACE = 12.0  # seconds between the polite and the final stop

PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child, before exec: the kernel ends it when the supervisor dies, however it dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str] | None = None
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0

    def start(self) -> None:
        # A group of its own: Ctrl-C reaches the supervisor only, which then stops the children in order.
        self.process = subprocess.Popen(  # noqa: S603 -- our own fixed commands
            self.command, env=self.environment, preexec_fn=_die_with_parent, process_group=0
        )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    children: list[Child]
    say: Callable[[str], None]
    stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        for child in self.children:
            child.start()

    def stop_soon(self, *_args) -> None:
        self.stopping = True

    def watch(self) -> None:
        """Runs until stop_soon(); call it after start()."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop_soon)
        while not self.stopping:
            self.look()
            time.sleep(0.2)
        self.stop()

    def look(self) -> None:
        """One look at every child; starts again what has died and waited long enough."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                continue
            if not child.due:
                if now - child.started > STEADY:
                    child.pause = FIRST_PAUSE
                child.due = now + child.pause
                code = child.process.returncode if child.process else "?"
                self.say(f"{child.name} ended (code {code}); it starts again in {child.pause:g} s.")
                child.pause = min(child.pause * 2, LONGEST_PAUSE)
            elif now >= child.due:
                child.due = 0.0
                child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while any(child.is_running for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process:
                child.process.wait()
