"""One proposal on the bench: both listings, what they share, what speaks against, the bar to decide."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.request import Request
from core.access import demand
from matching import evidence, permissions, queries
from matching.enums import ProposalState
from matching.models import Proposal
from matching.models.proposal import UNDO
from matching.views import history
from matching.views.pairs import age, decline_kinds, pane
from matching.views.review_queue import place_of
from matching.views.states import badge_of
from matching.wording import decision_words

CHANGED = 0.005  # a difference of the shown score from which the page says that it moved


def found_for_review(request: Request, public_id: str) -> Proposal:
    """The proposal if the reviewer may see it: 404 for strangers, 403 for the parties."""
    rows = Proposal.objects.visible_to(request.actor).with_pair()
    proposal = get_object_or_404(rows, public_id=public_id)
    demand(permissions.can_see_board(request.actor), _("Only reviewers see this page."))
    return proposal


@require_safe
@login_required
def review(request: Request, public_id: str) -> HttpResponse:
    return review_page(request, found_for_review(request, public_id))


def review_page(
    request: Request,
    proposal: Proposal,
    *,
    status: int = 200,
    conflict: str = "",
    form: Form | None = None,
) -> HttpResponse:
    """The bench, also as the answer to a decision that came too late (409) or was incomplete."""
    found = evidence.of(proposal.need, proposal.offer)
    own = permissions.is_party(request.actor, proposal)
    reader = permissions.reader_of(request.actor, proposal.need, proposal.offer)
    place = place_of(proposal, request.actor)
    context = {
        "proposal": proposal,
        "evidence": found,
        "score": found.score,
        "moved_from": f"{proposal.strength:.2f}" if abs(found.score - proposal.strength) >= CHANGED else "",
        "ranks": _ranks(proposal),
        "age": age(proposal.proposed_at),
        "state": badge_of(proposal),
        "place": place,
        "in_queue": proposal.is_awaiting and not own,
        "previous_url": _address(place.before),
        "next_url": _address(place.after),
        "need": pane(proposal.need, reader, found),
        "offer": pane(proposal.offer, reader, found),
        "beside": [reason.as_line() for reason in found.speaking("for")],
        "against": [reason.as_line() for reason in found.speaking("against", "ask")],
        "moments": history.moments(proposal),
        "earlier": history.earlier(proposal),
        "bar": _bar(proposal, own, conflict),
        "kinds": decline_kinds(),
        "form": form,
        "note": form.data.get("note", "") if form else None,
        "note_errors": list(form.errors.get("note", [])) if form else [],
        "undo": undo_of(request),
        "can_undo": _may_undo(proposal, request.actor),
    }
    return render(request, "matching/review.html", context, status=status)


def _address(public_id: str) -> str:
    return reverse("matching:review", args=[public_id]) if public_id else ""


def _ranks(proposal: Proposal) -> str:
    need, of_need, offer, of_offer = queries.pair_ranks(proposal)
    values = {"need": need, "of_need": of_need, "offer": offer, "of_offer": of_offer}
    if need and offer:
        return (
            _("rank %(need)s of %(of_need)s for the need, %(offer)s of %(of_offer)s for the offer") % values
        )
    if need:
        return _("rank %(need)s of %(of_need)s for the need") % values
    if offer:
        return _("rank %(offer)s of %(of_offer)s for the offer") % values
    return ""


def _bar(proposal: Proposal, own: bool, conflict: str) -> dict[str, str]:
    """{text, family} of what stands in the place of the decision bar; empty when the bar itself does."""
    if own:
        return {"text": _("Your organisation takes part; a colleague decides."), "family": "live"}
    if conflict:
        return {"text": conflict, "family": "wait"}
    if proposal.state != ProposalState.PROPOSED:
        return {"text": decision_words(proposal), "family": "live"}
    return {}


def undo_of(request: Request) -> dict[str, Any]:
    """The toast after a decision: what was decided and for how many seconds it can be taken back."""
    public_id = request.GET.get("decided", "")
    proposal = Proposal.objects.filter(public_id=public_id).first() if public_id else None
    if proposal is None or proposal.decided_at is None or not _may_undo(proposal, request.actor):
        return {}
    left = UNDO - (timezone.now() - proposal.decided_at)
    if proposal.state == ProposalState.DECLINED:
        text = _("Declined as %(kind)s.") % {"kind": proposal.get_decline_kind_display()}
    else:
        text = _("Approved. Both sides get a letter.")
    return {
        "url": reverse("matching:undo", args=[public_id]),
        "text": text,
        "seconds": int(left.total_seconds()),
    }


def _may_undo(proposal: Proposal, actor: Actor) -> bool:
    return (
        proposal.state in {ProposalState.APPROVED, ProposalState.DECLINED}
        and proposal.decided_by_id == actor.user.pk
        and proposal.decided_at is not None
        and timezone.now() - proposal.decided_at < UNDO
    )
