"""The board: every proposal in one state, strongest first, and how long the queue is."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.request import Request
from catalog.disclosure import public_face
from core.access import demand
from core.paging import page_of
from matching import permissions
from matching.enums import ProposalState
from matching.models import Proposal
from matching.models.proposal import ProposalQuerySet
from matching.rules import grade
from matching.views.pairs import LANGUAGES, age
from matching.views.review import undo_of
from matching.views.review_queue import days_of_work, queue_of
from matching.views.states import badge_of

FILTERS: dict[str, tuple[Any, Callable[[ProposalQuerySet], ProposalQuerySet]]] = {
    "pending": (_("Pending"), lambda rows: rows.awaiting()),
    "held": (pgettext_lazy("a proposal", "On hold"), lambda rows: rows.held()),
    "approved": (_("Approved"), lambda rows: rows.approved()),
    "declined": (_("Declined"), lambda rows: rows.filter(state=ProposalState.DECLINED)),
    "closed": (_("Closed"), lambda rows: rows.filter(state=ProposalState.CLOSED)),
}
ORDERS = {"strength": ("-strength", "proposed_at", "pk"), "age": ("proposed_at", "-strength", "pk")}


@require_safe
@login_required
def board(request: Request) -> HttpResponse:
    demand(permissions.can_see_board(request.actor), gettext("Only reviewers see the board."))
    chosen = request.GET.get("state", "pending")
    chosen = chosen if chosen in FILTERS else "pending"
    order = request.GET.get("order", "strength")
    order = order if order in ORDERS else "strength"
    rows = FILTERS[chosen][1](Proposal.objects.all()).select_related(
        "need__organisation", "offer__organisation", "decided_by"
    )
    page = page_of(request, rows.order_by(*ORDERS[order]))
    counts = _counts()
    context = {
        "page": page,
        "proposals": [row(proposal, request.actor) for proposal in page],
        "tabs": [
            {
                "label": label,
                "url": _address(state=name),
                "current": name == chosen,
                "count": counts[name],
                "kind": "",
            }
            for name, (label, _rows) in FILTERS.items()
        ],
        "orders": [
            {"label": label, "url": _address(state=chosen, order=name), "current": name == order}
            for name, label in (("strength", _("Strongest first")), ("age", _("Oldest first")))
        ],
        "chosen": chosen,
        "waiting": counts["pending"],
        "days": days_of_work(counts["pending"]),
        "undo": undo_of(request),
        "first": queue_of(request.actor).first() if chosen == "pending" else None,
    }
    return render(request, "matching/board.html", context)


def row(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    """One line of the board."""
    reader = permissions.reader_of(actor, proposal.need, proposal.offer)
    return {
        "url": reverse("matching:review", args=[proposal.public_id]),
        "sides": [_side(proposal.need, reader), _side(proposal.offer, reader)],
        "strength": proposal.strength,
        "grade": grade(proposal.strength),
        "age": age(proposal.proposed_at),
        "state": badge_of(proposal),
        "decided_by": proposal.decided_by,
        "decided_at": proposal.decided_at,
        "own": permissions.is_party(actor, proposal),
    }


def _side(listing: Any, actor: Actor) -> dict[str, Any]:
    return {
        "kind": listing.kind,
        "title": listing.title,
        "lang": LANGUAGES.get(listing.language, ""),
        "owner": public_face(listing, actor).owner_name,
        "hidden": listing.anonymous,
    }


def _counts() -> dict[str, int]:
    now, pending = timezone.now(), Q(state=ProposalState.PROPOSED)
    held = pending & Q(held_until__gt=now)
    return Proposal.objects.aggregate(
        pending=Count("pk", filter=pending & ~Q(held_until__gt=now) | pending & Q(held_until=None)),
        held=Count("pk", filter=held),
        approved=Count("pk", filter=Q(state=ProposalState.APPROVED)),
        declined=Count("pk", filter=Q(state=ProposalState.DECLINED)),
        closed=Count("pk", filter=Q(state=ProposalState.CLOSED)),
    )


def _address(**query: str) -> str:
    shown = {name: value for name, value in query.items() if (name, value) != ("order", "strength")}
    return "?" + "&".join(f"{name}={value}" for name, value in shown.items())
