"""The index of this process: the current generation plus what changed since, brought up to date at each use.

An `Index` never changes, so readers need no lock; only replacing it does.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Sum

from catalog.models import Listing
from core.nudge import nudge
from matching import corpus, engine
from matching.engine import GenerationError, Index
from matching.index import generation_store, kernel_warmup
from matching.models import IndexBuild, IndexChange, IndexGeneration

log = structlog.get_logger(__name__)

KEPT = 2  # indexes a process keeps open: the current one and the one that a run is still using
PAUSE = 10.0  # seconds between two requests to rebuild a damaged generation


@dataclass(frozen=True, slots=True)
class Live:
    generation: IndexGeneration | None  # None: a stand-in, made on the spot because there is no generation
    last_change: int
    index: Index
    published: Mapping[str, float]  # key -> when it was published, for "newest first"
    state: tuple[object, ...] = ()  # what a stand-in was made from


_lock = threading.Lock()
_open: dict[tuple[str, str], Live] = {}
_asked_at = float("-inf")


def current(generation: IndexGeneration | None = None) -> Live:
    """The live index of the current generation, or of the given one as long as its folder is there."""
    usable = list(IndexGeneration.objects.usable())
    if generation is not None and generation not in usable:  # of a run that goes on
        usable += IndexGeneration.objects.with_newest_change().filter(pk=generation.pk)
    usable.sort(key=lambda row: row != generation)  # stable: the wanted one first, then the current one
    for row in usable:
        try:
            return _up_to_date(row)
        except (GenerationError, OSError) as error:
            log.error("index.damaged", generation=row.public_id, error=str(error))
            _ask_for_another()
    return _stand_in()


def current_index() -> Index:
    return current().index


def forget() -> None:
    """Close every index of this process."""
    with _lock:
        _open.clear()


def _up_to_date(row: IndexGeneration) -> Live:
    name = (str(settings.INDEX_DIR), row.public_id)
    newest = max(row.newest_change, row.last_change)
    live = _open.get(name)
    if live is not None and live.last_change == newest:
        return live
    if connection.in_atomic_block:  # what this transaction sees may still be rolled back: share nothing
        return _extended(live or _opened(row), newest)
    with _lock:
        live = _open.get(name) or _opened(row)
        if live.last_change < newest:
            live = _extended(live, newest)
        _keep(name, live)
    return live


def _opened(row: IndexGeneration) -> Live:
    published = Listing.objects.published().values_list("public_id", "published_at")
    kernel_warmup.prepare(row.documents)
    return Live(
        generation=row,
        last_change=row.last_change,
        index=Index(generation_store.opened(row)),
        published={key: _seconds(at) for key, at in published.iterator()},
    )


def _extended(live: Live, newest: int) -> Live:
    """The index with the changes up to `newest`; rows are read as they are now, which is never older."""
    changes = IndexChange.objects.since(live.last_change).filter(pk__lte=newest)
    found = Listing.objects.published().filter(public_id__in=changes.order_by().values("key"))
    rows = {listing.public_id: listing for listing in corpus.with_patents(found)}
    puts = list(corpus.documents(rows.values()))
    drops = set(changes.values_list("key", flat=True)) - {document.key for document in puts}
    published = {key: at for key, at in live.published.items() if key not in drops}
    published |= {document.key: _seconds(rows[document.key].published_at) for document in puts}
    return Live(
        generation=live.generation,
        last_change=newest,
        index=live.index.with_changes(puts, drops),
        published=published,
    )


def _stand_in() -> Live:
    """An index made on the spot: right for a small site, empty for a large one until the worker has built."""
    state = _state()
    name = (str(settings.INDEX_DIR), "")
    with _lock:
        live = _open.get(name)
        if live is None or live.state != state:
            listings = list(corpus.published()) if state[0] <= settings.STAND_IN_LIMIT else []
            live = _made(listings, state)
            _keep(name, live)
    return live


def _made(listings: list[Listing], state: tuple[int, ...]) -> Live:
    index = Index(engine.build_in_memory(corpus.documents(listings)))
    published = {listing.public_id: _seconds(listing.published_at) for listing in listings}
    return Live(None, 0, index, published, state)


def _state() -> tuple:
    of = Listing.objects.published().aggregate(
        count=Count("pk"),
        revisions=Sum("revision"),
        keys=Sum("pk"),
        changed=Max("changed_at"),
        moved=Max("state_at"),
    )
    return tuple(of.values())


def _keep(name: tuple[str, str], live: Live) -> None:
    _open.pop(name, None)
    _open[name] = live
    while len(_open) > KEPT:
        del _open[next(iter(_open))]


def _ask_for_another() -> None:
    global _asked_at
    if time.monotonic() - _asked_at > PAUSE:
        _asked_at = time.monotonic()
        IndexBuild.objects.ask("damaged or missing")
        nudge("matching.tasks.build_due")


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
