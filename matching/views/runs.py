"""Full runs of the matcher: the list, one run as it goes, start and cancel."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import Request
from core.access import demand
from core.models import WorkState
from core.paging import page_of
from matching import permissions
from matching.actions import runs as actions
from matching.enums import RunState
from matching.models import MatchRun
from matching.pipeline import progress


def _runs() -> QuerySet[MatchRun]:
    """Runs with the sums of their shards."""
    finished = Q(shards__state=WorkState.DONE)
    return MatchRun.objects.select_related("generation").annotate(
        parts=Count("shards"),
        parts_done=Count("shards", filter=finished),
        parts_dead=Count("shards", filter=Q(shards__state=WorkState.DEAD)),
        done=Sum("shards__size", filter=finished, default=0)
        + Sum("shards__progress", filter=Q(shards__state=WorkState.LEASED), default=0),
        candidates_new=Sum("shards__candidates_new", default=0),
        candidates_updated=Sum("shards__candidates_updated", default=0),
        proposals_new=Sum("shards__proposals_new", default=0),
        total=F("needs") + F("offers"),
        cost=Sum("shards__cost", default=0),
        cost_done=Sum("shards__cost", filter=finished, default=0),
    )


def _may(request: Request) -> None:
    demand(permissions.can_run_matching(request.actor), _("Only operators see match runs."))


@require_safe
@login_required
def run_list(request: Request) -> HttpResponse:
    _may(request)
    page = page_of(request, _runs().order_by("-pk"))
    context = {
        "page": page,
        "runs": [{"run": row, **_pace(row)} for row in page],
        "is_running": MatchRun.objects.filter(state=RunState.RUNNING).exists(),
    }
    return render(request, "matching/runs.html", context)


@require_safe
@login_required
def run_detail(request: Request, public_id: str) -> HttpResponse:
    _may(request)
    row = get_object_or_404(_runs(), public_id=public_id)
    context = {
        "run": row,
        **_pace(row),
        "progress_text": _progress_text(row),
        "shards": row.shards.order_by("kind", "first"),
        "parameters": [
            {"label": name, "value": value, "agrees": "", "badge": ""}
            for name, value in _flat(row.parameters)
        ],
    }
    template = "matching/_run.html" if request.htmx else "matching/run.html"
    return render(request, template, context)


def _flat(parameters: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in sorted(parameters.items()):
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, value))
    return found


def _progress_text(row: Any) -> str:
    values = {"done": row.done, "total": row.total, "dead": row.parts_dead}
    if row.parts_dead:
        return _("%(done)s of %(total)s listings, %(dead)s parts stopped with errors") % values
    return _("%(done)s of %(total)s listings") % values


def _pace(row: Any) -> dict[str, Any]:
    """Seconds so far, listings per second once there are some, and when it will be over at this pace."""
    now = timezone.now()
    seconds = ((row.finished_at or now) - row.started_at).total_seconds()
    pace = progress.pace(seconds, row.done, progress.share_of(row.done, row.total, row.cost_done, row.cost))
    ends = now + timedelta(seconds=pace.left) if row.is_running and pace.left is not None else None
    return {"seconds": f"{seconds:.1f}", "rate": f"{pace.rate:.1f}" if pace.rate else "", "ends": ends}


@require_POST
@login_required
def start_run(request: Request) -> HttpResponse:
    _may(request)
    row = actions.start_run(by=request.actor, full=True)
    messages.success(request, _("The run has started."))
    return redirect("matching:run", public_id=row.public_id)


@require_POST
@login_required
def cancel_run(request: Request, public_id: str) -> HttpResponse:
    _may(request)
    row = get_object_or_404(MatchRun, public_id=public_id)
    if actions.cancel(run=row, by=request.actor):
        messages.success(request, _("The run is cancelled. What it has written stays."))
    else:
        messages.warning(request, _("The run was over already."))
    return redirect("matching:run", public_id=public_id)
