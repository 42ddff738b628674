"""Rebuilds of the index that were asked for, worked off."""

from core.work import Never, work_through
from matching.corpus import UnreadableListing
from matching.index import build
from matching.models import IndexBuild, IndexGeneration
from matching.pipeline import unreadable_listings


def work_off() -> int:
    """Build what was asked for. One at a time: the newest reading serves every reason."""
    return work_through(IndexBuild.objects.claim(1), _build_one)


def _build_one(row: IndexBuild) -> None:
    try:
        build_now(row=row)
    except OSError as error:
        if IndexBuild.objects.filter(state="waiting").exists():  # one row waits at a time, and one does
            raise Never(f"{error}; another request waits") from error
        raise


def build_now(*, row: IndexBuild | None = None) -> IndexGeneration:
    """A generation of everything published now, made current; what cannot be read is set aside."""
    unreadable: list[UnreadableListing] = []
    made = build.build_generation(row=row, on_unreadable=unreadable.append)
    for error in unreadable:
        unreadable_listings.set_aside(error=error)
    return made
