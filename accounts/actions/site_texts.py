"""The legal pages: loaded once from files, then edited by operators as new versions."""

from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError, transaction

from accounts.actions.errors import Stale
from accounts.actor import Actor
from accounts.enums import SiteTextSlug
from accounts.models import SiteText, User
from core import audit

FOLDER = Path(__file__).resolve().parent.parent / "data" / "texts"


def initial(slug: str) -> dict[str, str]:
    """Both languages of a text as the project brings it."""
    return {
        "body_en": (FOLDER / f"{slug}.en.md").read_text(encoding="utf-8"),
        "body_zh": (FOLDER / f"{slug}.zh.md").read_text(encoding="utf-8"),
    }


def load_initial(tell: Callable[[str], object] = lambda _line: None) -> int:
    """Write version 1 of every text that has none yet."""
    written = 0
    for slug in SiteTextSlug.values:
        _text, new = SiteText.objects.get_or_create(slug=slug, version=1, defaults=initial(slug))
        written += new
        tell(f"{slug}: {'written' if new else 'there already'}")
    return written


@transaction.atomic
def publish(*, slug: str, by: Actor, body_en: str, body_zh: str, seen: int) -> SiteText:
    """A new version after the one that was `seen`. New terms wait for everybody's acceptance."""
    current = SiteText.objects.current(slug)
    version = current.version if current else 0
    if version != seen:
        raise Stale(current)
    if current and (current.body_en, current.body_zh) == (body_en, body_zh):
        return current
    try:
        with transaction.atomic():
            text = SiteText.objects.create(
                slug=slug, version=version + 1, body_en=body_en, body_zh=body_zh, published_by=by.person
            )
    except IntegrityError as error:
        raise Stale(SiteText.objects.current(slug)) from error
    if slug == SiteTextSlug.TERMS:
        User.objects.filter(is_active=True).update(terms_due=True)
    audit.record("site_text.published", text, by=by, version=text.version)
    return text
