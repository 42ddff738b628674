"""How a pair is shown: panes with facts that agree or differ, texts with marks, one line per side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.actor import Actor
from catalog.disclosure import Face, public_face
from catalog.enums import IprStatus
from catalog.fields import FIELDS, label_of
from catalog.models import Listing
from matching.enums import DeclineKind, Side
from matching.evidence import AGREES, Evidence, MarkedListing, Reason, listed
from matching.evidence.business_terms import money_words
from matching.evidence.choices import bare, partnership_words, stage_words
from matching.models import Proposal

LANGUAGES: Mapping[str, str] = {"zh": "zh-Hans", "en": "en"}


def side_for(proposal: Proposal, actor: Actor) -> Side:
    """The side of a party; ask only when the proposal was sent to the actor."""
    side = proposal.side_of(actor)
    assert side is not None, "the actor is no party"
    return side


def pane(listing: Listing, actor: Actor, evidence: Evidence) -> dict[str, Any]:
    """One side of the bench."""
    marked = evidence.need if listing.kind == Side.NEED else evidence.offer
    return {
        "kind": listing.kind,
        "listing": listing,
        "url": listing.get_absolute_url(),
        "lang": LANGUAGES.get(listing.language, ""),
        "title": marked.title,
        "facts": fact_rows(listing, public_face(listing, actor), evidence.reasons),
        "texts": texts(listing, marked),
    }


def texts(listing: Listing, marked: MarkedListing) -> list[dict[str, Any]]:
    return [
        {
            "label": label_of(field.field),
            "segments": field.segments,
            "lang": LANGUAGES.get(_language(listing, field.field), ""),
        }
        for field in marked.fields
    ]


def _language(listing: Listing, field: str) -> str:
    if FIELDS[field].translates:
        return {"zh": "en", "en": "zh"}.get(listing.language, "")
    return "" if field == "patents" else listing.language


def fact_rows(listing: Listing, face: Face, reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """The facts of one side; those that were compared carry the outcome."""
    agrees: dict[str, str] = {}
    for reason in reasons:
        agrees.setdefault(reason.about, AGREES[reason.verdict])
    rows = [
        ("", pgettext("of a listing", "Owner"), face.owner_name),
        ("field", _("Field"), listed(map(bare, listing.technology_codes or listing.industry_codes))),
        ("stage", str(listing.kind_spec.words.stage), stage_words(listing)),
        ("partnership", _("Partnership"), partnership_words(listing.partnership_types)),
        ("ipr", _("IPR"), _rights(listing)),
        ("money", _("Money"), money_words(listing)),
        ("place", _("Place"), face.place),
        ("language", _("Language"), listing.get_language_display()),
    ]
    return [
        {
            "label": label,
            "value": capfirst(value) if about else value,
            "agrees": agrees.get(about, ""),
            "badge": _("hidden") if label == rows[0][1] and listing.anonymous else "",
        }
        for about, label, value in rows
        if value
    ]


def _rights(listing: Listing) -> str:
    words = [str(IprStatus(listing.ipr_status).label)] if listing.ipr_status else []
    if listing.patent_count:
        count = listing.patent_count
        words.append(ngettext("%(count)s patent", "%(count)s patents", count) % {"count": count})
    return listed(words)


def fact_line(listing: Listing, actor: Actor, opened: bool = False) -> list[str]:
    """Stage, rights, place: what a list says about a listing in one line."""
    face = public_face(listing, actor, opened)
    return [word for word in (face.owner_name, stage_words(listing), _rights(listing), face.place) if word]


def heading_for_party(listing: Listing) -> dict[str, Any]:
    """Title and language of the other side's listing; neutral words once it is no longer published."""
    if listing.is_published:
        return {"title": listing.title, "lang": LANGUAGES.get(listing.language, "")}
    words = _("A need proposed to you") if listing.kind == Side.NEED else _("An offer proposed to you")
    return {"title": words, "lang": ""}


def facts_for_party(listing: Listing, actor: Actor, opened: bool = False) -> list[str]:
    return fact_line(listing, actor, opened) if listing.is_published else []


def decline_kinds() -> list[dict[str, Any]]:
    """The ten reasons, as buttons and choices have them."""
    return [{"value": kind.value, "label": capfirst(kind.label)} for kind in DeclineKind]


def age(moment: datetime) -> str:
    """How long something waits, in days as people count them."""
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if days <= 0:
        return _("since today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def one_sentence(evidence: Evidence) -> str:
    """One honest sentence: what speaks most for the pair and what against it."""
    good = evidence.speaking("for")[:1]
    bad = evidence.speaking("against")[:1] or evidence.speaking("ask")[:1]
    return " ".join(reason.sentence for reason in (*good, *bad))
