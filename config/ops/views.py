"""Work rows as operators see them: counts, the oldest, the last error, try again, cancel."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.request import Request
from config.ops.permissions import can_tend_work
from core import audit, work
from core.access import demand
from core.models import WorkState
from core.paging import page_of


def _kind(name: str):
    for model in work.kinds():
        if model._meta.label_lower == name:
            return model
    raise Http404


@require_safe
@login_required
def overview(request: Request) -> HttpResponse:
    demand(can_tend_work(request.actor))
    kinds = [_summary(model) for model in work.kinds()]
    return render(request, "ops/work.html", {"kinds": kinds, "states": WorkState.choices})


def _summary(model) -> dict:
    rows = model._default_manager.order_by().values("state").annotate(n=Count("pk"), oldest=Min("due_at"))
    counts = {row["state"]: row["n"] for row in rows}
    waiting = next((row["oldest"] for row in rows if row["state"] == WorkState.WAITING), None)
    failed = model._default_manager.exclude(last_error="").order_by("-pk").first()
    return {
        "name": model._meta.label_lower,
        "label": model._meta.verbose_name,
        "counts": [
            {"state": state, "label": label, "n": counts.get(state, 0)} for state, label in WorkState.choices
        ],
        "open": counts.get(WorkState.WAITING, 0) + counts.get(WorkState.LEASED, 0) if model.STOPS else 0,
        "oldest": waiting,
        "last_error": failed.error_words if failed else "",
        "last_finished": model._default_manager.aggregate(at=Max("finished_at"))["at"],
    }


@require_safe
@login_required
def rows(request: Request, kind: str) -> HttpResponse:
    demand(can_tend_work(request.actor))
    model = _kind(kind)
    state = request.GET.get("state", "")
    found = model._default_manager.select_related(*model.SHOWN_WITH or [None]).order_by("-pk")
    if state in WorkState.values:
        found = found.filter(state=state)
    page = page_of(request, found)
    context = {"kind": kind, "label": model._meta.verbose_name, "page": page, "state": state}
    return render(request, "ops/work_rows.html", {**context, "states": WorkState.choices})


@require_POST
@login_required
def try_again(request: Request, kind: str) -> HttpResponse:
    return _act(request, kind, "work.tried_again", lambda chosen: chosen.try_again())


@require_POST
@login_required
def cancel(request: Request, kind: str) -> HttpResponse:
    return _act(request, kind, "work.cancelled", lambda chosen: chosen.cancel())


def _act(request: Request, kind, verb, door):
    demand(can_tend_work(request.actor))
    model = _kind(kind)
    chosen = [pk for pk in request.POST.getlist("row") if pk.isdigit()]
    if model.STOPS and request.POST.get("every") == "open":
        chosen = list(model._default_manager.open().order_by("pk").values_list("pk", flat=True))
    moved = sum(_move(model, pk, verb, door, request.actor) for pk in chosen)
    if moved:
        messages.info(request, ngettext("%(n)d row changed.", "%(n)d rows changed.", moved) % {"n": moved})
    if moved < len(chosen):
        messages.warning(
            request, _("Rows that are running, done or already waiting elsewhere stay as they are.")
        )
    return redirect("ops:work_rows", kind=kind)


def _move(model, pk, verb, door, by) -> int:
    """One row, in a transaction of its own: a constraint of its kind may refuse it."""
    try:
        with transaction.atomic():
            row = model._default_manager.filter(pk=pk).first()
            if row is None or not door(model._default_manager.filter(pk=pk)):
                return 0
            audit.record(verb, row, by=by)
    except IntegrityError:
        return 0
    return 1
