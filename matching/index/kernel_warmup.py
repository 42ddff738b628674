"""The compiled loops of the engine, made ready in the background once an index is large enough to need them.

Workers compile, one at a time on a host and at low priority; web processes wait until that is done and read
the result. Until then NumPy answers, and answers the same.
"""

import fcntl
import hashlib
import os
import threading
import time
from importlib.metadata import version
from pathlib import Path

import structlog
from django.conf import settings

from matching import engine

log = structlog.get_logger(__name__)

PATIENCE = 1800.0  # seconds a web process looks for what a worker compiles
PAUSE = 5.0
NICE = 10

_lock = threading.Lock()
_begun = False
_compiles = False


def let_compile() -> None:
    """This process is a worker."""
    global _compiles
    _compiles = True


def prepare(documents: int) -> threading.Thread | None:
    """Begin once for a process, when there are enough documents; the thread, when this call began it."""
    global _begun
    with _lock:
        if _begun or documents < settings.KERNELS_FROM:
            return None
        _begun = True
    thread = threading.Thread(target=_run, name="kernels", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    folder = Path(settings.KERNEL_DIR)
    try:
        if _compiles or _is_compiled(folder):
            _warm(folder)
    except Exception:  # numba raises whatever it likes; scoring goes on by NumPy
        log.exception("kernels.failed")


def _is_compiled(folder: Path) -> bool:
    mark, patience = _mark(folder), time.monotonic() + PATIENCE
    while not mark.exists():
        if time.monotonic() > patience:
            return False
        time.sleep(PAUSE)
    return True


def _warm(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    with (folder / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        engine.load_compiled_kernels(folder)
        _mark(folder).touch()
    log.info("kernels.ready")


def _mark(folder: Path) -> Path:
    """Says that these loops were compiled by this numba."""
    content = b"".join(path.read_bytes() for path in engine.KERNEL_SOURCES) + version("numba").encode()
    return folder / f"compiled-{hashlib.sha256(content).hexdigest()[:16]}"
