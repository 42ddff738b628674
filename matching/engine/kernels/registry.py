"""The compiled loops, once somebody has warmed them."""

import importlib
import threading
from pathlib import Path
from types import ModuleType

SOURCES = tuple(
    Path(__file__).with_name(name)
    for name in ("numba_kernels.py", "numba_rerank_kernels.py", "prefetch.py", "rounding.py")
)  # what is compiled: other contents are compiled anew

_lock = threading.Lock()
_loops: ModuleType | None = None
_alike: ModuleType | None = None


def ready() -> bool:
    return _loops is not None


def warm(folder: Path) -> None:
    """Compiles the loops, or reads them from the cache under `folder`; seconds the first time, then a fraction.

    Call it in the background: until it returns, scoring goes by NumPy with the same answers. It may be called again.
    Raises what numba raises; scoring then stays with NumPy.
    """
    global _loops, _alike
    with _lock:
        if _loops is None:
            folder.mkdir(parents=True, exist_ok=True)
            importlib.import_module("numba").config.CACHE_DIR = str(folder)
            _alike = importlib.import_module("matching.engine.kernels.numba_rerank_kernels")
            _loops = importlib.import_module("matching.engine.kernels.numba_kernels")


def loops() -> ModuleType | None:
    return _loops


def alike() -> ModuleType | None:
    """Those of the second stage; there whenever `loops` are."""
    return _alike if _loops is not None else None
