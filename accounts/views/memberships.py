"""Buttons between a person and an organisation. All of them are POST."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, permissions
from accounts.forms.organisations import DecideForm, RoleForm
from accounts.models import Membership, Organisation
from accounts.request import Request
from accounts.roles import MemberRole
from accounts.views.common import next_or, problems
from core.access import demand
from core.refusals import refusals_lead_to


def _membership(request: Request, public_id):
    rows = Membership.objects.visible_to(request.actor).select_related("organisation", "user")
    return get_object_or_404(rows, public_id=public_id)


def _organisation(request: Request, refused):
    return refused.obj.organisation.get_absolute_url()


def _next_or_organisation(request: Request, refused):
    return next_or(request, _organisation(request, refused))


def _profile_or_organisation(request: Request, refused):
    own = refused.obj.user == request.actor.person
    return reverse("accounts:profile") if own else _organisation(request, refused)


@refusals_lead_to("accounts:profile")
@require_POST
@login_required
def join(request: Request, public_id: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.joinable(), public_id=public_id)
    actions.memberships.ask_to_join(organisation=organisation, by=request.actor)
    messages.success(request, _("Your request is sent. An owner of the organisation or staff will answer."))
    return redirect("accounts:profile")


@refusals_lead_to(_next_or_organisation)
@require_POST
@login_required
def decide(request: Request, public_id: str) -> HttpResponse:
    membership = _membership(request, public_id)
    demand(
        permissions.can_decide_membership(request.actor, membership),
        _("An owner of the organisation decides who joins."),
    )
    back = next_or(request, membership.organisation.get_absolute_url())
    form = DecideForm(request.POST)
    if not form.is_valid():
        problems(request, form)
        return redirect(back)
    actions.memberships.decide(
        membership=membership,
        by=request.actor,
        accept=form.cleaned_data["decision"] == "accept",
        role=form.cleaned_data["role"] or MemberRole.VIEWER,
    )
    messages.success(request, _("Decided. The person gets a letter."))
    return redirect(back)


@refusals_lead_to(_organisation)
@require_POST
@login_required
def change_role(request: Request, public_id: str) -> HttpResponse:
    membership = _membership(request, public_id)
    demand(
        permissions.can_change_role(request.actor, membership),
        _("An owner of the organisation decides about roles."),
    )
    form = RoleForm(request.POST)
    if not form.is_valid():
        problems(request, form)
        return redirect(membership.organisation)
    actions.memberships.change_role(membership=membership, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The role is changed."))
    return redirect(membership.organisation)


@refusals_lead_to(_profile_or_organisation)
@require_POST
@login_required
def leave(request: Request, public_id: str) -> HttpResponse:
    membership = _membership(request, public_id)
    demand(
        permissions.can_leave(request.actor, membership),
        _("An owner of the organisation decides who stays."),
    )
    own = membership.user == request.actor.person
    actions.memberships.leave(membership=membership, by=request.actor)
    messages.success(request, _("You left the organisation.") if own else _("The membership is ended."))
    return redirect("accounts:profile" if own else membership.organisation)


@refusals_lead_to("accounts:profile")
@require_POST
@login_required
def withdraw(request: Request, public_id: str) -> HttpResponse:
    membership = _membership(request, public_id)
    demand(
        permissions.can_withdraw(request.actor, membership),
        _("Only the person who asked can take a request back."),
    )
    actions.memberships.withdraw(membership=membership, by=request.actor)
    messages.success(request, _("The request is withdrawn."))
    return redirect("accounts:profile")
