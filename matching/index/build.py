"""Index generations: asked for by rows, built aside, put into the store, made current in one transaction."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actor import SYSTEM
from catalog.models import Listing
from core import audit
from core.fields import new_public_id
from core.nudge import nudge
from matching import corpus, engine
from matching.engine import Document, Index
from matching.index import generation_store, live
from matching.models import IndexBuild, IndexChange, IndexGeneration, MatchRequest, MatchShard

AGE = timedelta(hours=24)  # statistics forget a listing that left with the next build, at the latest then
HANDS = 8  # nudges for a run; each task sends the next, sweeps mend a broken chain
STEP = 500  # documents between two signs of life


@transaction.atomic
def ask_build(*, reason: str) -> None:
    IndexBuild.objects.ask(reason)
    nudge("matching.tasks.build_due")


def why_due() -> str:
    """Why a new generation should be built now; empty when there is no reason."""
    current = IndexGeneration.objects.current()
    if current is None:
        return "first"
    if not generation_store.holds(current):
        return "missing"
    if timezone.now() - current.built_at > AGE:
        return "age"
    changes = IndexChange.objects.since(current.last_change).order_by().values("key").distinct().count()
    if changes > settings.REBUILD_SHARE * max(current.documents, 1):
        return "share"
    now = live.current()
    return "language" if now.generation == current and now.index.needs_refit else ""


def ask_when_due() -> bool:
    reason = why_due()
    if reason and not IndexBuild.objects.open().exists():  # the next sweep looks again when that one is done
        ask_build(reason=reason)
    return bool(reason)


def ask_when_outgrown(*, index: Index) -> None:
    """At once: until then listings in the new language meet only what both languages write alike."""
    if not index.needs_refit or IndexBuild.objects.open().exists():
        return
    current = IndexGeneration.objects.current()
    if (
        current is not None and current.public_id == index.generation.contents.label
    ):  # not one that was replaced since
        ask_build(reason="language")


def build_generation(
    *, row: IndexBuild | None, on_unreadable: Callable[[corpus.UnreadableListing], object]
) -> IndexGeneration:
    """A generation of everything published now that can be read, made current.

    The newest change is read before the listings: what changes while they are read stands in the delta too.
    """
    generation = IndexGeneration(public_id=new_public_id(), last_change=IndexChange.objects.newest())
    generation.folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        built = engine.build(_documents(row, on_unreadable), generation.folder, label=generation.public_id)
        generation_store.put(generation.folder, alive=row.renew if row else lambda: None)
        return _make_current(generation, built.manifest, row)
    except BaseException:
        shutil.rmtree(generation.folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            generation_store.discard(generation.public_id)
        raise


def _documents(
    row: IndexBuild | None, on_unreadable: Callable[[corpus.UnreadableListing], object]
) -> Iterator[Document]:
    documents = corpus.documents(corpus.published(), on_unreadable)
    for number, document in enumerate(documents, start=1):
        if row is not None and number % STEP == 0:
            row.renew(progress=number)
        yield document


def _make_current(
    generation: IndexGeneration, manifest: Mapping[str, Any], row: IndexBuild | None
) -> IndexGeneration:
    with transaction.atomic():
        before = IndexGeneration.objects.current()
        IndexGeneration.objects.filter(is_current=True).update(is_current=False)
        generation.is_current = True
        generation.documents = manifest["counts"]["documents"]
        generation.manifest = dict(manifest)
        generation.save()
        if row is not None:
            row.finish(generation=generation, progress=generation.documents)
        audit.record("index.built", generation, by=SYSTEM, documents=generation.documents)
        if before is not None and before.languages == 1 and generation.languages == 2:
            _match_again(before)
        waiting = MatchShard.objects.open().count()  # a run may be waiting for it
        nudge("matching.tasks.run_due", hands=min(HANDS, waiting))
    collect()
    return generation


def _match_again(before: IndexGeneration) -> None:
    """Who entered or changed since the generation before, which could not translate, is matched once more."""
    keys = IndexChange.objects.since(before.last_change).filter(removed=False).order_by().values("key")
    MatchRequest.objects.ask(Listing.objects.published().filter(public_id__in=keys).only("revision", "kind"))
    nudge("matching.tasks.match_due")


def collect() -> int:
    """Remove files and changes that nobody needs any longer. Returns how many folders of this host went."""
    kept = list(IndexGeneration.objects.kept())
    oldest = min((row.last_change for row in kept), default=0)
    IndexChange.objects.filter(pk__lte=oldest).delete()
    removed = generation_store.tidy()
    generation_store.tidy_storage()
    rest = IndexGeneration.objects.exclude(pk__in=[row.pk for row in kept])
    rest.filter(runs=None).delete()  # a run keeps the row of its generation, for the record
    return removed
