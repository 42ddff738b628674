"""The page of one listing, its history, and the page of a patent."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import Request
from catalog import diagnosis, permissions, queries
from catalog.enums import ListingState
from catalog.fields import label_of
from catalog.kinds import KINDS
from catalog.models import Listing, Patent
from catalog.views.cards import result_of, sheet_of
from catalog.views.common import listing_for
from catalog.views.conflict import written
from core import registries
from core.access import demand

# (action of the URL, predicate, words): what the owner may do besides editing
MOVES = [
    ("submit", permissions.can_submit),
    ("resume", permissions.can_resume),
    ("fulfil", permissions.can_fulfil),
    ("extend", permissions.can_extend),
    ("hold", permissions.can_hold),
    ("reopen", permissions.can_reopen),
    ("withdraw", permissions.can_withdraw),
]


def move_words(listing: Listing) -> dict[str, str]:
    return {
        "submit": _("Hand in for review"),
        "resume": _("Publish again"),
        "fulfil": listing.kind_spec.words.fulfil,
        "extend": _("Extend by a year"),
        "hold": _("Put on hold"),
        "reopen": _("Make it a draft again"),
        "withdraw": _("Withdraw"),
    }


@require_safe
def detail(request: Request, public_id: str) -> HttpResponse:
    listing = listing_for(request, public_id)
    actor = request.actor
    own = actor.belongs_to(listing.organisation)
    words = move_words(listing)
    context = sheet_of(listing, actor) | {
        "crumbs": _crumbs(listing),
        "own": own,
        "confidential": listing.confidential if permissions.can_see_confidential(actor, listing) else "",
        "clearness": diagnosis.of(listing.kind, listing.values()) if own else None,
        "can_edit": permissions.can_edit(actor, listing),
        "can_moderate": permissions.can_moderate(actor, listing) and listing.state == ListingState.SUBMITTED,
        "can_see_history": permissions.can_see_history(actor, listing),
        "can_see_candidates": permissions.can_see_candidates(actor, listing),
        "moves": [
            {"url": reverse(f"catalog:{name}", args=[listing.public_id]), "label": words[name]}
            for name, allowed in MOVES
            if allowed(actor, listing)
        ],
        "partner": KINDS.get(listing.kind_spec.partner),
    }
    return render(request, "catalog/detail.html", context)


def _crumbs(listing: Listing, last: str = "") -> list[dict[str, str]]:
    spec = listing.kind_spec
    crumbs = [{"label": spec.words.plural, "url": reverse("catalog:listings", args=[spec.name])}]
    if not last:
        return [*crumbs, {"label": listing.title, "url": ""}]
    return [
        *crumbs,
        {"label": listing.title, "url": listing.get_absolute_url()},
        {"label": last, "url": ""},
    ]


@require_safe
@login_required
def history(request: Request, public_id: str) -> HttpResponse:
    listing = listing_for(request, public_id)
    demand(
        permissions.can_see_history(request.actor, listing),
        _("This listing belongs to another organisation."),
    )
    versions = list(listing.versions.select_related("by"))
    older = {version.revision: version for version in versions}
    shows_all = permissions.can_see_confidential(request.actor, listing)
    context = {
        "listing": listing,
        "crumbs": _crumbs(listing, _("History")),
        "versions": [
            {
                "revision": version.revision,
                "at": version.at,
                "by": str(version.by or _("the system")),
                "changes": _changes(version, older.get(version.revision - 1), shows_all),
            }
            for version in versions
        ],
        "moments": [_moment(event) for event in queries.moments_of(listing)],
    }
    return render(request, "catalog/history.html", context)


def _changes(version, before, shows_all: bool) -> list[dict[str, str]]:
    names = [name for name in version.changed if shows_all or name != "confidential"]
    return [
        {
            "label": label_of(name),
            "before": written(name, before.content.get(name)) if before else "",
            "after": written(name, version.content.get(name)),
        }
        for name in names
    ]


def _moment(event) -> dict[str, object]:
    worded = registries.audit_sentences.get(event.verb)
    return {
        "when": event.at,
        "title": worded.sentence if worded else event.verb,
        "person": event.person_label or _("the system"),
        "note": event.data.get("note", ""),
    }


@require_safe
def patent(request: Request, public_id: str) -> HttpResponse:
    found = get_object_or_404(Patent.objects.visible_to(request.actor), public_id=public_id)
    items = [result_of(listing, request.actor) for listing in queries.listings_with(found, request.actor)]
    parts = [
        {"title": spec.words.with_patent, "items": own}
        for spec in KINDS.values()
        if (own := [item for item in items if item["kind"] == spec.name])
    ]
    return render(request, "catalog/patent.html", {"patent": found, "parts": parts})
