"""What the first page shows: numbers, the latest of each kind, and one real proposal taken apart."""

from typing import Any

import structlog
from django.core.cache import cache
from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from catalog.enums import ListingState
from catalog.kinds import KINDS
from catalog.models import Listing
from catalog.views.cards import result_of
from matching import evidence
from matching.enums import ProposalState
from matching.models import Proposal

log = structlog.get_logger(__name__)

LATEST = 4
FIGURE_SECONDS = 10 * 60
WORTH_SHOWING = 3  # grade of the fit from which a pair explains the site


def page_for(actor: Actor) -> dict[str, Any]:
    counts = Listing.objects.published().order_by().values_list("kind").annotate(n=Count("pk"))
    published = dict.fromkeys(KINDS, 0) | {kind: n for kind, n in counts if kind in KINDS}
    return {
        "figures": _figures(published),
        "figure": _figure(),
        "choices": KINDS.by_role,
        "kinds": [
            {
                "spec": KINDS[kind],
                "url": reverse("catalog:listings", args=[kind]),
                "all": _("All %(count)d") % {"count": count},
                "items": _latest(kind, actor) if count else [],
            }
            for kind, count in published.items()
        ],
        "stages": _stages(),
    }


def _figures(published: dict[str, int]) -> list[dict[str, Any]]:
    approved = Proposal.objects.filter(
        Q(state="approved") | Q(state="closed", answers__sent_at__isnull=False)
    ).distinct()
    counted = [(count, KINDS[kind].words.figure % count) for kind, count in published.items()]
    number = approved.count()
    counted.append((number, ngettext("proposal approved by staff", "proposals approved by staff", number)))
    number = Organisation.objects.verified().count()
    counted.append((number, ngettext("verified organisation", "verified organisations", number)))
    return [{"value": value, "label": label} for value, label in counted]


def _latest(kind: str, actor: Actor) -> list[dict[str, Any]]:
    rows = Listing.objects.published().filter(kind=kind).select_related("organisation")
    found = rows.order_by("-published_at", "-pk")[:LATEST]
    return [result_of(listing, actor) | {"summary": ""} for listing in found]


def _stages() -> list[dict[str, str]]:
    """What the site does between a need and the first contact of its two sides."""
    return [
        {"label": _("Need"), "note": _("One page, figures, a price range."), "state": "todo"},
        {"label": _("Publication"), "note": _("Staff read it before others do."), "state": "todo"},
        {"label": _("Partners"), "note": _("The matcher proposes, with reasons."), "state": "todo"},
        {"label": _("Review"), "note": _("A person checks every proposal."), "state": "todo"},
        {"label": _("Contact"), "note": _("Both interested: names are opened."), "state": "todo"},
    ]


def _figure() -> dict[str, Any] | None:
    """The strongest proposal that may be shown, in the reader's language first: an approved one whose
    sides know each other, or a pair of the demonstration."""
    known = Q(state=ProposalState.APPROVED, contacts_opened_at__isnull=False)
    demonstration = Q(need__is_demo=True, offer__is_demo=True)
    published = Q(need__state=ListingState.PUBLISHED, offer__state=ListingState.PUBLISHED)
    reads = "zh" if (get_language() or "").startswith("zh") else "en"
    foreign = Case(When(need__language=reads, offer__language=reads, then=0), default=1)
    found = (
        Proposal.objects.open().filter(known | demonstration, published).order_by(foreign, "-strength", "pk")
    )
    proposal = found.select_related("need__organisation", "offer__organisation").first()
    if proposal is None:
        return None
    key = ":".join(
        (
            "front",
            get_language() or "",
            proposal.public_id,
            *map(str, (proposal.need.revision, proposal.offer.revision)),
        )
    )
    kept = cache.get(key)
    if kept is None:
        kept = _taken_apart(proposal)
        cache.set(key, kept, FIGURE_SECONDS)
    return kept or None


def _taken_apart(proposal: Proposal) -> dict[str, Any]:
    """The two quotations with their marks; empty when the pair cannot be explained just now."""
    try:
        why = evidence.of(proposal.need, proposal.offer)
    except Exception:
        log.exception("front.figure", proposal=proposal.public_id)
        return {}
    if why.grade < WORTH_SHOWING or not why.terms or not (why.need.quotation and why.offer.quotation):
        return {}
    return {
        "score": why.score,
        "grade": why.grade,
        "terms": [{"label": term.label, "weight": term.weight} for term in why.terms],
        "sides": [
            {
                "kind": listing.kind,
                "title": listing.title,
                "lang": listing.language,
                "quotation": side.quotation,
            }
            for listing, side in ((proposal.need, why.need), (proposal.offer, why.offer))
        ],
    }
