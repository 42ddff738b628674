from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import Request
from core.access import demand
from core.models import WorkState
from core.paging import page_of
from core.refusals import shows_refusals
from notifications import actions
from notifications.enums import letter_kinds
from notifications.letters import compose
from notifications.models import Letter
from notifications.permissions import can_cancel, can_read, can_see_letters, can_try_again
from notifications.views.inert import inert


@require_safe
@login_required
def letters(request: Request) -> HttpResponse:
    demand(can_see_letters(request.actor), _("Letters are the operators' business."))
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    text = request.GET.get("q", "")[:254]
    found = Letter.objects.visible_to(request.actor).search(text).select_related("recipient")
    if state in WorkState.values:
        found = found.filter(state=state)
    kinds = letter_kinds()
    if kind in dict(kinds):
        found = found.filter(kind=kind)
    page = page_of(request, found.order_by("-pk"))
    return render(
        request,
        "notifications/letters.html",
        {
            "page": page,
            "states": WorkState.choices,
            "kinds": kinds,
            "chosen_state": state,
            "chosen_kind": kind,
            "q": text,
            "filtered": bool(state or kind or text),
        },
    )


@require_safe
@login_required
def letter(request: Request, public_id: str) -> HttpResponse:
    row = _letter(request, public_id)
    return _page(request, row)


@require_safe
@login_required
def letter_html(request: Request, public_id: str) -> HttpResponse:
    row = _letter(request, public_id)
    composed = compose(row) if can_read(request.actor, row) else None
    if composed is None:
        raise Http404
    return inert(composed.html)


def _as_it_stands(request: Request, refused, public_id):
    return _page(request, _letter(request, public_id), conflict=refused.sentence, status=refused.status)


@shows_refusals(_as_it_stands)
@require_POST
@login_required
def try_again(request: Request, public_id: str) -> HttpResponse:
    row = _letter(request, public_id)
    return _tend(request, row, actions.try_again, _("The letter is due again."))


@shows_refusals(_as_it_stands)
@require_POST
@login_required
def cancel(request: Request, public_id: str) -> HttpResponse:
    row = _letter(request, public_id)
    return _tend(request, row, actions.cancel, _("The letter is cancelled."))


def _tend(request: Request, row, action, words):
    action(letter=row, by=request.actor)
    messages.info(request, words)
    return redirect(row)


def _letter(request: Request, public_id) -> Letter:
    rows = Letter.objects.visible_to(request.actor).select_related("recipient")
    return get_object_or_404(rows, public_id=public_id)


def _page(request: Request, row: Letter, *, conflict: str = "", status: int = 200):
    readable = can_read(request.actor, row)
    composed = compose(row) if readable else None
    return render(
        request,
        "notifications/letter.html",
        {
            "letter": row,
            "readable": readable,
            "composed": composed,
            "conflict": conflict,
            "may_try_again": can_try_again(request.actor, row),
            "may_cancel": can_cancel(request.actor, row),
        },
        status=status,
    )
