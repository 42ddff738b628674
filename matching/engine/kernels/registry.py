"""The compiled loops, once somebody has warmed them."""

import importlib
import threading
from pathlib import Path
from types import ModuleType

SOURCE_FILES = tuple(
    Path(__file__).with_name(name)
    for name in ("numba_kernels.py", "numba_rerank_kernels.py", "prefetch.py", "rounding.py")
)  # what is compiled: other contents are compiled anew

_lock = threading.Lock()
_scoring_kernels: ModuleType | None = None
_rerank_kernels: ModuleType | None = None


def is_loaded() -> bool:
    return _scoring_kernels is not None


def load(folder: Path) -> None:
    """Compiles the loops, or reads them from the cache under `folder`; seconds the first time, then a fraction.

    Call it in the background: until it returns, scoring goes by NumPy with the same answers. It may be called again.
    Raises what numba raises; scoring then stays with NumPy.
    """
    global _scoring_kernels, _rerank_kernels
    with _lock:
        if _scoring_kernels is None:
            folder.mkdir(parents=True, exist_ok=True)
            importlib.import_module("numba").config.CACHE_DIR = str(folder)
            _rerank_kernels = importlib.import_module("matching.engine.kernels.numba_rerank_kernels")
            _scoring_kernels = importlib.import_module("matching.engine.kernels.numba_kernels")


def scoring_kernels() -> ModuleType | None:
    return _scoring_kernels


def rerank_kernels() -> ModuleType | None:
    """Those of the second stage; there whenever `loops` are."""
    return _rerank_kernels if _scoring_kernels is not None else None
