"""How a listing is printed: in a list, as a strip of facts, as sections of text. Prepares,
decides nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.actor import Actor
from catalog.disclosure import Face, public_face
from catalog.fields import FIELDS, Field, Shown, label_of, words_of
from catalog.fields.value_types import entries_of
from catalog.models import Listing
from catalog.ports import Hit
from catalog.queries import titles_of

LENGTH_OF_SUMMARY = 220


def words_for_reader(listing: Listing) -> dict[str, str]:
    """Title and summary in the reader's language where the listing has them in both."""
    reads = "zh" if (get_language() or "").startswith("zh") else "en"
    own = {
        "title": listing.title,
        "summary": listing.summary or listing.description,
        "lang": listing.language,
    }
    if listing.language == reads or not listing.title_other:
        return own
    other = {"zh": "en", "en": "zh"}.get(listing.language, reads)
    return {"title": listing.title_other, "summary": listing.summary_other or own["summary"], "lang": other}


def shortened(text: str, length: int = LENGTH_OF_SUMMARY) -> str:
    """Whole sentences or words up to a length; Chinese is cut between characters."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[:length]
    for end in ("。", "；", ". ", "; "):
        if cut.rfind(end) > length // 2:
            return cut[: cut.rfind(end) + 1].rstrip()
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut) + " …"


def facts_of(listing: Listing, face: Face) -> list[str]:
    facts = [face.owner_name, face.place]
    if listing.stage_of_development:
        facts.append(stage_of(listing))
    if face.patent_count:
        facts.append(
            ngettext("%(count)d patent", "%(count)d patents", face.patent_count)
            % {"count": face.patent_count}
        )
    if listing.ipr_status:
        facts.append(capfirst(listing.get_ipr_status_display()))
    return facts


def stage_of(listing: Listing) -> str:
    stage = capfirst(listing.get_stage_of_development_display())
    return _("%(stage)s, TRL %(trl)d") % {"stage": stage, "trl": listing.trl} if listing.trl else stage


def result_of(
    listing: Listing, actor: Actor, hit: Hit | None = None, *, url: str = "", show_state: bool = False
) -> dict[str, Any]:
    """The keys of the component `result`."""
    words = words_for_reader(listing)
    return {
        "kind": listing.kind,
        "url": url or listing.get_absolute_url(),
        "lang": words["lang"],
        "title": words["title"],
        "segments": [],
        "summary": shortened(words["summary"]),
        "facts": facts_of(listing, public_face(listing, actor)),
        "state": listing.state if show_state else "",
        "terms": [{"label": term, "weight": weight} for term, weight in hit.terms] if hit else [],
        "strength": hit.strength if hit else None,
        "grade": hit.grade if hit else None,
        "compare_url": "",
    }


def budget_of(listing: Listing) -> str:
    low, high = (
        f"{_whole(amount):,}" if amount is not None else ""
        for amount in (listing.budget_min, listing.budget_max)
    )
    values = {"currency": listing.currency, "low": low, "high": high}
    if low and high:
        return _("%(currency)s %(low)s–%(high)s") % values
    if low:
        return _("%(currency)s %(low)s or more") % values
    return _("%(currency)s up to %(high)s") % values if high else ""


def _whole(amount: Decimal) -> Decimal:
    """Without ,00 behind a whole amount."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount


def _shown(listing: Listing, shown: Shown, face: Face) -> list[tuple[Field, Any]]:
    """The fields shown in this way, each with its value, as far as this reader sees them."""
    return [
        (field, listing.value_of(field.name))
        for field in FIELDS.shown(shown)
        if not (face.hidden and field.names_owner)
    ]


def strip_of(listing: Listing, face: Face) -> list[dict[str, str]]:
    """The strip under the title: what a reader decides by. First what several fields say together."""
    rows = [
        (_("Price range"), budget_of(listing)),
        (
            listing.kind_spec.words.stage,
            stage_of(listing) if listing.stage_of_development else "",
        ),
    ]
    rows += [
        (heading_of(field), _in_strip(field, value)) for field, value in _shown(listing, Shown.STRIP, face)
    ]
    return [{"label": label, "value": capfirst(value)} for label, value in rows if value]


def heading_of(field: Field) -> str:
    return str(field.heading) or label_of(field.name)


def _in_strip(field: Field, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, bool) and value == field.type.empty:
        return ""
    return str(_(", ")).join(words_of(field.type, value))


def tags_of(listing: Listing, face: Face) -> list[str]:
    """Badges: titles of codes, then everything else as it is written; nothing twice."""
    shown = _shown(listing, Shown.TAGS, face)
    keys = [key for field, value in shown if field.holds_codes for key in entries_of(value)]
    titles = titles_of(keys)
    others = [word for field, value in shown if not field.holds_codes for word in words_of(field.type, value)]
    return [titles[key] for key in keys] + list(dict.fromkeys(others))


def sheet_of(listing: Listing, actor: Actor) -> dict[str, Any]:
    """Everything the text of a listing page prints, for this reader."""
    face = public_face(listing, actor)
    links = listing.patent_links.select_related("patent") if face.shows_patents and face.patent_count else []
    return {
        "listing": listing,
        "face": face,
        "words": words_for_reader(listing),
        "strip": strip_of(listing, face),
        "texts": [
            {"name": field.name, "label": heading_of(field), "text": value}
            for field, value in _shown(listing, Shown.PROSE, face)
            if value
        ],
        "tables": [
            {"heading": heading_of(field), "rows": value}
            for field, value in _shown(listing, Shown.TABLE, face)
            if value
        ],
        "tags": tags_of(listing, face),
        "patents": [link.patent for link in links],
    }
