"""Staff: organisations that wait for verification, requests that no owner can answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, permissions, queries
from accounts.forms.organisations import DecideForm, VerifyForm
from accounts.models import Membership, Organisation
from accounts.request import Request
from core.access import demand
from core.paging import page_of
from core.refusals import refusals_lead_to


@require_safe
@login_required
def verification(request: Request) -> HttpResponse:
    demand(permissions.can_see_verification(request.actor), _("This page is for reviewers and operators."))
    return _queue(request)


def _queue(request: Request, refused=None, status=200):
    """The page; `refused` is a form with errors that keeps what was typed."""
    page = page_of(request, queries.verification_queue())
    people: dict[int, list[Membership]] = {}
    rows = Membership.objects.owners().filter(organisation__in=[row.pk for row in page])
    for membership in rows.select_related("user", "organisation"):
        people.setdefault(membership.organisation_id, []).append(membership)
    waiting = [
        {
            "row": row,
            "owners": people.get(row.pk, []),
            "may_verify": permissions.can_verify(request.actor, row),
            "form": refused
            if refused is not None and refused.prefix == row.public_id
            else VerifyForm(prefix=row.public_id, initial={"seen": row.verification}),
        }
        for row in page
    ]
    requests = [
        {"row": row, "form": DecideForm(auto_id=f"ask_{row.public_id}_%s")}
        for row in queries.requests_for_staff()[:100]
        if row.user_id != request.actor.user.pk
    ]
    context = {"page": page, "waiting": waiting, "requests": requests}
    return render(request, "accounts/verification.html", context, status=status)


@refusals_lead_to("accounts:verification")
@require_POST
@login_required
def verify(request: Request, public_id: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), public_id=public_id)
    demand(
        permissions.can_verify(request.actor, organisation),
        _("Only reviewers verify organisations, and nobody verifies their own."),
    )
    form = VerifyForm(request.POST, prefix=organisation.public_id)
    if not form.is_valid():
        return _queue(request, refused=form, status=422)
    decision, note, seen = (form.cleaned_data[name] for name in ("decision", "note", "seen"))
    act = actions.organisations.verify if decision == "verify" else actions.organisations.refuse
    act(organisation=organisation, by=request.actor, seen=seen, note=note)
    messages.success(
        request, _("Decided. The owners of %(name)s get a letter.") % {"name": organisation.name}
    )
    return redirect("accounts:verification")
