"""Generations on shared storage: put there by the worker that built them, fetched by whoever lacks them.

A generation is a folder of files under its public id, in STORAGES["indexes"]. Its manifest is put last: what
has none is not whole. When that storage is the index folder itself, nothing is copied.
"""

import contextlib
import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils import timezone

from matching import engine
from matching.engine import MANIFEST, Generation, GenerationDamaged, GenerationError, GenerationUnknown
from matching.models import IndexGeneration

log = structlog.get_logger(__name__)

ORPHAN = timedelta(hours=2)  # a folder without a row, left by a build or a copy that was killed
PAUSE = 10.0  # seconds without another attempt to fetch what could not be fetched
SAME = ("label", "corpus", "arrays")  # of the manifest: what the database's generation must agree in

_refused: dict[tuple[str, str], float] = {}


def is_elsewhere() -> bool:
    """Whether the storage is another place than this host's index folder."""
    try:
        return Path(_storage().path("")).resolve() != Path(settings.INDEX_DIR).resolve()
    except NotImplementedError:  # no file system
        return True


def holds(row: IndexGeneration) -> bool:
    """Whether a worker that has nothing could get this generation."""
    if is_elsewhere():
        return _storage().exists(f"{row.public_id}/{MANIFEST}")
    return row.folder.is_dir()


def put(folder: Path, *, alive: Callable[[], object] = lambda: None) -> None:
    """Copy a built generation to the storage. `alive` is called before each file."""
    if not is_elsewhere():
        return
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: (name == MANIFEST, name)):
        alive()
        with (folder / name).open("rb") as file:
            kept = _storage().save(f"{folder.name}/{name}", File(file))
        if kept != f"{folder.name}/{name}":
            raise FileExistsError(f"{folder.name}/{name} was in the storage already")


def opened(row: IndexGeneration) -> Generation:
    """The generation from this host's folder; fetched first when it is not there or no longer whole.

    Raises a GenerationError or OSError when neither place has it as the database names it.
    """
    try:
        return _checked(row, row.folder)
    except GenerationUnknown:
        raise  # another format or library: the storage has the same
    except (GenerationError, OSError):
        if not is_elsewhere():
            raise
    return _fetched(row)


def _checked(row: IndexGeneration, folder: Path) -> Generation:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not there")
    found = engine.open_generation(folder)
    if row.manifest and any(found.manifest.get(name) != row.manifest.get(name) for name in SAME):
        raise GenerationDamaged(f"{folder} holds another generation than the one that the database names")
    return found


def _fetched(row: IndexGeneration) -> Generation:
    """Copied aside, checked, then renamed: a reader sees the whole folder or none.
    One process of a host at a time."""
    name = (str(settings.INDEX_DIR), row.public_id)
    if time.monotonic() < _refused.get(name, 0.0):
        raise FileNotFoundError(f"{row.public_id} could not be fetched just now")
    with _alone():
        with contextlib.suppress(GenerationError, OSError):
            return _checked(row, row.folder)  # another process was faster
        aside = row.folder.with_name(f".{row.public_id}.{os.getpid()}-{threading.get_ident()}")
        try:
            for path in _files(row.public_id):
                _copy(f"{row.public_id}/{path}", aside / path)
            _checked(row, aside)
            shutil.rmtree(row.folder, ignore_errors=True)  # torn, or it would have been opened
            aside.rename(row.folder)
        except (GenerationError, OSError):
            _refused[name] = time.monotonic() + PAUSE
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    _refused.pop(name, None)
    log.info("index.fetched", generation=row.public_id)
    tidy()
    return _checked(row, row.folder)


def tidy() -> int:
    """Remove from this host's folder what nobody needs any longer. Returns how many folders went.

    Processes that still read one keep its files until they close them.
    """
    kept, superseded = _names()
    removed = 0
    for folder in Path(settings.INDEX_DIR).glob("*"):
        if not folder.is_dir() or folder.name in kept:
            continue
        if folder.name in superseded or _is_old(folder.stat().st_mtime):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def tidy_storage() -> int:
    """The same for the storage, when it is another place."""
    if not is_elsewhere():
        return 0
    kept, superseded = _names()
    with contextlib.suppress(FileNotFoundError):  # nothing was ever put there
        goes = [name for name in _storage().listdir("")[0] if name not in kept]
        goes = [name for name in goes if name in superseded or _is_left(name)]
        for name in goes:
            discard(name)
        return len(goes)
    return 0


def discard(name: str) -> None:
    """Remove a generation from the storage, its manifest first."""
    if not is_elsewhere():
        return
    storage = _storage()
    for path in sorted(_files(name), key=lambda path: (path != MANIFEST, path)):
        storage.delete(f"{name}/{path}")
    with contextlib.suppress(OSError):
        storage.delete(name)  # the empty folder, where there are folders


def _names() -> tuple[set[str], set[str]]:
    """Public ids of the generations in use, and of the others that have a row."""
    kept = set(IndexGeneration.objects.kept().values_list("public_id", flat=True))
    return kept, set(IndexGeneration.objects.values_list("public_id", flat=True)) - kept


def _is_old(changed: float) -> bool:
    """A younger one without a row is perhaps being written."""
    return timezone.now().timestamp() - changed > ORPHAN.total_seconds()


def _is_left(name: str) -> bool:
    """In the storage without a row: put there by a build that was killed, if its files are old."""
    storage = _storage()
    return all(_is_old(storage.get_modified_time(f"{name}/{path}").timestamp()) for path in _files(name))


def _files(name: str) -> Iterator[str]:
    """Paths of a generation's files in the storage."""
    folders = [""]
    while folders:
        inside = folders.pop()
        more, files = _storage().listdir(f"{name}/{inside}".rstrip("/"))
        folders += [f"{inside}{folder}/" for folder in more]
        yield from (f"{inside}{file}" for file in files)


def _copy(name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _storage().open(name) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for other processes of this host that fetch into the same folder."""
    folder = Path(settings.INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".fetching").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _storage() -> Storage:
    return storages["indexes"]
