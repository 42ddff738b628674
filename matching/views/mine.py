"""The proposals that were sent to the actor's organisations."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.request import Request
from core.paging import page_of
from matching.enums import Answer, Side
from matching.models import Proposal, ProposalAnswer
from matching.models.proposal import ProposalQuerySet
from matching.permissions import reader_of
from matching.rules import grade
from matching.views.pairs import LANGUAGES, facts_for_party, heading_for_party, side_for
from matching.views.states import badge_for

FILTERS = {"open": _("Waiting for your answer"), "all": _("All")}


@require_safe
@login_required
def mine(request: Request) -> HttpResponse:
    chosen = request.GET.get("show", "open")
    chosen = chosen if chosen in FILTERS else "open"
    sent = Proposal.objects.sent_to(request.actor)
    lists = {"open": waiting_for(sent, request.actor), "all": sent}
    rows = (
        lists[chosen]
        .select_related("need__organisation", "offer__organisation")
        .prefetch_related("answers")
        .order_by("-decided_at", "-pk")
    )
    page = page_of(request, rows)
    context = {
        "page": page,
        "proposals": [_line(row, request.actor) for row in page],
        "chosen": chosen,
        "tabs": [
            {
                "label": label,
                "url": f"?show={name}",
                "current": name == chosen,
                "count": page.paginator.count if name == chosen else lists[name].count(),
                "kind": "",
            }
            for name, label in FILTERS.items()
        ],
    }
    return render(request, "matching/mine.html", context)


def waiting_for(rows: ProposalQuerySet, actor: Actor) -> ProposalQuerySet:
    """Open ones that no side of the actor has answered."""
    given = ProposalAnswer.objects.filter(proposal=OuterRef("pk")).exclude(answer=Answer.NONE)
    own = Q(side=Side.NEED, proposal__need__organisation__in=actor.organisation_ids) | Q(
        side=Side.OFFER, proposal__offer__organisation__in=actor.organisation_ids
    )
    return rows.approved().unsettled().between_published().filter(~Exists(given.filter(own)))


def _line(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    side = side_for(proposal, actor)
    reader = reader_of(actor, proposal.need, proposal.offer)
    own, other = proposal.listing_of(side), proposal.listing_of(side.other)
    answer = next((row for row in proposal.answers.all() if row.side == side), None)
    return {
        "url": proposal.get_absolute_url(),
        "kind": other.kind,
        **heading_for_party(other),
        "own_title": own.title,
        "own_lang": LANGUAGES.get(own.language, ""),
        "own_kind": own.kind,
        "facts": facts_for_party(other, reader, opened=proposal.contacts_opened_at is not None),
        "strength": proposal.strength,
        "grade": grade(proposal.strength),
        "state": badge_for(proposal, answer),
        "sent_at": proposal.decided_at,
    }
