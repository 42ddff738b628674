"""What every letter says about itself, and the block that shows a listing."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, to_locale

from accounts.actor import Actor, actor_of
from accounts.models import User
from catalog.disclosure import public_face
from catalog.models import Listing
from notifications.models import Letter

SHOWN = 10  # blocks in one letter; what is more is counted
HTML_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def address_of(name: str, *args: Any) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def common(letter: Letter) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "operator": settings.SITE_OPERATOR,
        "lang": to_locale(get_language() or letter.language).replace("_", "-"),
        "person": letter.recipient.name if letter.recipient else "",
    }


def reader_of(user: User) -> Actor:
    """The recipient without staff rights: letters are forwarded, so they show what the party may see."""
    return replace(actor_of(user), permissions=frozenset())


def news_of(letter: Letter) -> list[dict[str, Any]]:
    return list(letter.items.order_by("pk").values_list("data", flat=True))


def title_of(listing: Listing) -> str:
    return " ".join(listing.title.split())


def block(listing: Listing, reader: Actor, *, opened: bool = False, **more: Any) -> dict[str, Any]:
    """A listing as letters show it: a line of facts, the title, who is behind it."""
    face = public_face(listing, reader, opened=opened)
    facts = [listing.get_stage_of_development_display()] if listing.stage_of_development else []
    if face.patent_count:
        facts.append(ngettext("%(n)d patent", "%(n)d patents", face.patent_count) % {"n": face.patent_count})
    return {
        "kind": listing.kind,
        "word": listing.kind_spec.words.title,
        "asks": listing.kind_spec.asks,
        "facts": facts,
        "title": title_of(listing),
        "lang": HTML_LANGUAGES.get(listing.language, ""),
        "owner": face.owner_name,
        "place": face.place,
        "hidden": face.hidden,
        "url": address_of("catalog:detail", listing.public_id),
        "note": "",
        "answers": "",
        "fit": "",
        "score": "",
    } | more
