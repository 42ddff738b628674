"""The owner's moves, one POST each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import Request
from catalog.actions import moves
from catalog.views.common import listing_for
from core.access import demand


def _move(request: Request, public_id, action, words):
    listing = listing_for(request, public_id)
    demand(
        request.actor.may_edit_for(listing.organisation),
        _("This listing belongs to another organisation, or you may only read it."),
    )
    action(listing=listing, by=request.actor)
    messages.success(request, words)
    return redirect(listing)


@require_POST
@login_required
def submit(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.submit, _("Handed in. A reviewer reads it next."))


@require_POST
@login_required
def withdraw(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.withdraw, _("Withdrawn. Nobody else sees it any more."))


@require_POST
@login_required
def hold(request: Request, public_id: str) -> HttpResponse:
    return _move(
        request, public_id, moves.hold, _("On hold. Nobody else sees it until you publish it again.")
    )


@require_POST
@login_required
def resume(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.resume, _("Published again."))


@require_POST
@login_required
def fulfil(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.fulfil, _("Marked as fulfilled."))


@require_POST
@login_required
def reopen(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.reopen, _("It is a draft again."))


@require_POST
@login_required
def extend(request: Request, public_id: str) -> HttpResponse:
    return _move(request, public_id, moves.extend, _("Open for another year."))
