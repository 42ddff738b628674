from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access import demand
from core.models import WorkState
from notifications import actions
from notifications.actions.tend import NothingToDo
from notifications.enums import letter_kinds
from notifications.letters import compose
from notifications.models import Letter
from notifications.permissions import can_cancel, can_read, can_see_letters, can_try_again
from notifications.views.inert import inert

PER_PAGE = 20


@require_safe
@login_required
def letters(request):
    demand(can_see_letters(request.actor), _("Letters are the operators' business."))
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    text = request.GET.get("q", "")[:254]
    found = Letter.objects.visible_to(request.actor).search(text).select_related("recipient")
    if state in WorkState.values:
        found = found.filter(state=state)
    kinds = letter_kinds()
    if kind in dict(kinds):
        found = found.filter(kind=kind)
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
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
def letter(request, public_id):
    row = _letter(request, public_id)
    return _page(request, row)


@require_safe
@login_required
def letter_html(request, public_id):
    row = _letter(request, public_id)
    composed = compose(row) if can_read(request.actor, row) else None
    if composed is None:
        raise Http404
    return inert(composed.html)


@require_POST
@login_required
def try_again(request, public_id):
    row = _letter(request, public_id)
    return _tend(request, row, actions.try_again, _("The letter is due again."))


@require_POST
@login_required
def cancel(request, public_id):
    row = _letter(request, public_id)
    return _tend(request, row, actions.cancel, _("The letter is cancelled."))


def _tend(request, row, action, words):
    try:
        action(letter=row, by=request.actor)
    except NothingToDo:
        row.refresh_from_db()
        return _page(request, row, conflict=True, status=409)
    messages.info(request, words)
    return redirect(row)


def _letter(request, public_id) -> Letter:
    rows = Letter.objects.visible_to(request.actor).select_related("recipient")
    return get_object_or_404(rows, public_id=public_id)


def _page(request, row: Letter, *, conflict: bool = False, status: int = 200):
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
