"""Which kernels run: numba's once they are loaded, NumPy's until then."""

import importlib
import threading
from pathlib import Path
from types import ModuleType

SOURCE_FILES = tuple(
    Path(__file__).with_name(name)
    for name in ("numba_kernels.py", "numba_rerank_kernels.py", "prefetch.py", "rounding.py")
)  # what the compiled code depends on

_lock = threading.Lock()
_scoring_kernels: ModuleType | None = None
_rerank_kernels: ModuleType | None = None


def is_loaded() -> bool:
    """Whether the compiled kernels are used."""
    return _scoring_kernels is not None


def load(folder: Path) -> None:
    """Compiles the kernels or reads them from numba's cache under `folder`: seconds the first time, then a
    fraction.

    Meant for a thread in the background: until it returns, NumPy answers with the same bits. May be called
    again. Raises what numba raises; NumPy then stays in use.
    """
    global _scoring_kernels, _rerank_kernels
    with _lock:
        if _scoring_kernels is None:
            folder.mkdir(parents=True, exist_ok=True)
            importlib.import_module("numba").config.CACHE_DIR = str(folder)
            _rerank_kernels = importlib.import_module("matching.engine.kernels.numba_rerank_kernels")
            _scoring_kernels = importlib.import_module("matching.engine.kernels.numba_kernels")


def scoring_kernels() -> ModuleType | None:
    """The module `numba_kernels`, None until it is loaded."""
    return _scoring_kernels


def rerank_kernels() -> ModuleType | None:
    """The module `numba_rerank_kernels`, None until both are loaded."""
    return _rerank_kernels if _scoring_kernels is not None else None
