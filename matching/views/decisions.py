"""What a reviewer does with a proposal: approve, decline, hold, undo; or put another pair on the board."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request import Request
from catalog.models import Listing
from core.access import demand
from core.errors import Invalid, Refused
from core.refusals import shows_refusals
from matching import permissions
from matching.actions import proposals, review
from matching.enums import Side
from matching.forms import ApproveForm, DeclineForm
from matching.models import Proposal
from matching.views.review import found_for_review, review_page
from matching.views.review_queue import next_after


def _on_the_bench(request: Request, refused: Refused, public_id: str, **_arguments: str) -> HttpResponse:
    """In the place of the decision bar."""
    proposal = found_for_review(request, public_id)
    return review_page(request, proposal, status=409, conflict=refused.sentence)


@shows_refusals(_on_the_bench)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide(request: Request, public_id: str, verb: str) -> HttpResponse:
    """verb: approve, decline or hold. Whoever reloads the answer to a decision gets the proposal."""
    if request.method != "POST":
        return redirect("matching:review", public_id=public_id)
    proposal = found_for_review(request, public_id)
    demand(
        permissions.can_review(request.actor, proposal),
        _("Your organisation takes part; a colleague decides."),
    )
    form = (DeclineForm if verb == "decline" else ApproveForm)(request.POST, auto_id="id_decision_%s")
    if not form.is_valid():
        return review_page(request, proposal, form=form, status=422)
    following = next_after(proposal, request.actor)
    try:
        DECISIONS[verb](request, proposal, form)
    except Invalid as error:
        form.add_error(error.field, error.sentence)
        return review_page(request, proposal, form=form, status=error.status)
    return redirect(_onward(following, decided=proposal.public_id if verb != "hold" else ""))


def _approve(request: Request, proposal: Proposal, form: ApproveForm) -> None:
    review.approve(proposal=proposal, by=request.actor, note=form.cleaned_data["note"])


def _decline(request: Request, proposal: Proposal, form: DeclineForm) -> None:
    kind, note = form.cleaned_data["kind"], form.cleaned_data["note"]
    review.decline(proposal=proposal, by=request.actor, kind=kind, note=note)


def _hold(request: Request, proposal: Proposal, form: ApproveForm) -> None:
    review.hold(proposal=proposal, by=request.actor)
    messages.success(request, _("On hold for a week."))


DECISIONS: dict[str, Callable] = {"approve": _approve, "decline": _decline, "hold": _hold}


def _onward(following: str, decided: str) -> str:
    address = reverse("matching:review", args=[following]) if following else reverse("matching:board")
    return f"{address}?decided={decided}" if decided else address


@shows_refusals(_on_the_bench)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo(request: Request, public_id: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("matching:review", public_id=public_id)
    proposal = found_for_review(request, public_id)
    demand(
        permissions.can_review(request.actor, proposal),
        _("Your organisation takes part; a colleague decides."),
    )
    review.undo(proposal=proposal, by=request.actor)
    messages.success(request, _("The decision is taken back."))
    return redirect("matching:review", public_id=public_id)


def _not_proposed(request: Request, refused: Refused) -> HttpResponse:
    need, offer = pair_of(request, request.POST.get("need", ""), request.POST.get("offer", ""))
    context = {"need": need, "offer": offer, "sentence": refused.sentence}
    return render(request, "matching/not_proposed.html", context, status=409)


@shows_refusals(_not_proposed)
@require_POST
@login_required
def propose(request: Request) -> HttpResponse:
    """A reviewer puts a pair on the board that the matcher did not."""
    need, offer = pair_of(request, request.POST.get("need", ""), request.POST.get("offer", ""))
    demand(
        permissions.can_propose(request.actor, need, offer),
        _("Your organisation takes part; a colleague decides."),
    )
    proposal = proposals.propose(need=need, offer=offer, by=request.actor)
    return redirect("matching:review", public_id=proposal.public_id)


def pair_of(request: Request, need_id: str, offer_id: str) -> tuple[Listing, Listing]:
    """The two listings a reviewer speaks of; 404 for everybody who may not see them."""
    if not request.actor.is_reviewer:
        raise Http404
    visible = Listing.objects.visible_to(request.actor)
    need = get_object_or_404(visible.filter(kind=Side.NEED), public_id=need_id)
    offer = get_object_or_404(visible.filter(kind=Side.OFFER), public_id=offer_id)
    return need, offer
