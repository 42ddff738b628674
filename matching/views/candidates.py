"""Fragments beside a listing: its candidates for staff, its approved proposals for the owner."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.request import Request
from catalog.models import Listing
from matching import evidence, permissions
from matching import index as live_index
from matching.enums import Side
from matching.models import Candidate, Proposal
from matching.rules import grade
from matching.views.pairs import LANGUAGES, fact_line, facts_for_party, heading_for_party, one_sentence
from matching.views.states import badge_for, badge_of

PAIR = (
    "need__organisation",
    "offer__organisation",
)
PATENTS = ("need__patent_links__patent", "offer__patent_links__patent")
APPROVED = 10  # proposals shown to the owner beside the listing


@require_safe
@login_required
def candidates_for(request: Request, public_id: str) -> HttpResponse:
    visible = Listing.objects.visible_to(request.actor).filter(kind__in=Side.values)
    listing = get_object_or_404(visible, public_id=public_id)
    if permissions.can_see_candidates(request.actor):
        context = {"listing": listing, "staff": True, "items": _candidates(listing, request.actor)}
    elif permissions.can_see_approved_of(request.actor, listing):
        context = {"listing": listing, "staff": False, "items": _approved(listing, request.actor)}
    else:
        raise Http404
    template = "matching/_candidates.html" if request.htmx else "matching/candidates.html"
    return render(request, template, context)


def _candidates(listing: Listing, actor: Actor) -> list[dict[str, Any]]:
    rows = list(Candidate.objects.of(listing).select_related(*PAIR).prefetch_related(*PATENTS))
    titles = evidence.titles_of([side for row in rows for side in (row.need, row.offer)])
    index, known = live_index.current_index(), _proposals_of(listing)
    return [
        _candidate(row, listing, actor, evidence.of(row.need, row.offer, titles=titles, index=index), known)
        for row in rows
    ]


def _candidate(
    row: Candidate, listing: Listing, actor: Actor, found: evidence.Evidence, known: dict[int, Proposal]
) -> dict[str, Any]:
    other = row.offer if listing.kind == Side.NEED else row.need
    proposal = known.get(other.pk)
    address = (
        reverse("matching:review", args=[proposal.public_id])
        if proposal
        else reverse("matching:pair", args=[row.need.public_id, row.offer.public_id])
    )
    return {
        "card": {
            "strength": found.score,
            "grade": found.grade,
            "title": other.title,
            "lang": LANGUAGES.get(other.language, ""),
            "url": other.get_absolute_url(),
            "facts": fact_line(other, permissions.reader_of(actor, row.need, row.offer)),
            "terms": found.chips,
            "sentence": one_sentence(found),
            "compare_url": address if proposal else "",
            "changed": False,
            "change": "",
        },
        "need": row.need.public_id,
        "offer": row.offer.public_id,
        "state": badge_of(proposal) if proposal else {},
        "url": address,
        "may_propose": proposal is None and permissions.can_propose(actor, row.need, row.offer),
    }


def _proposals_of(listing: Listing) -> dict[int, Proposal]:
    """The newest proposal with each partner; an open one before a decided one."""
    rows = Proposal.objects.of(listing).order_by("pk")
    found: dict[int, Proposal] = {}
    for proposal in sorted(rows, key=lambda row: row.is_open):
        found[proposal.offer_id if listing.kind == Side.NEED else proposal.need_id] = proposal
    return found


def _approved(listing: Listing, actor: Actor) -> list[dict[str, Any]]:
    """What staff sent to the owner: title and face of the other side, the fit, the owner's answer."""
    rows = (
        Proposal.objects.sent_to(actor)
        .of(listing)
        .select_related(*PAIR)
        .prefetch_related("answers")
        .order_by("-pk")[:APPROVED]
    )
    return [_approved_line(row, listing, actor) for row in rows]


def _approved_line(row: Proposal, listing: Listing, actor: Actor) -> dict[str, Any]:
    other = row.offer if listing.kind == Side.NEED else row.need
    mine = next((answer for answer in row.answers.all() if row.listing_of(answer.side) == listing), None)
    return {
        "card": {
            "strength": row.strength,
            "grade": grade(row.strength),
            **heading_for_party(other),
            "url": row.get_absolute_url(),
            "facts": facts_for_party(other, actor, opened=row.contacts_opened_at is not None),
            "terms": [],
            "sentence": "",
            "compare_url": "",
            "changed": False,
            "change": "",
        },
        "state": badge_for(row, mine),
    }
