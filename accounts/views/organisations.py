"""The directory of organisations and the page of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, permissions, queries
from accounts.enums import MembershipState, Verification
from accounts.forms.organisations import (
    DecideForm,
    NewOrganisationForm,
    OrganisationForm,
    RoleForm,
    VerifyForm,
)
from accounts.middleware import ACTING_ORGANISATION
from accounts.models import Organisation
from accounts.models.organisation import SHARED_DOMAINS
from accounts.request import Request
from core.access import demand
from core.paging import page_of


@require_safe
def organisations(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Organisation.objects.visible_to(request.actor).exclude(verification=Verification.REFUSED)
    page = page_of(request, found.named_like(words))
    return render(request, "accounts/organisations.html", {"page": page, "q": words})


@require_safe
def detail(request: Request, public_id: str) -> HttpResponse:
    actor = request.actor
    organisation = get_object_or_404(Organisation.objects.visible_to(actor), public_id=public_id)
    membership = queries.membership_of(actor, organisation)
    context = {
        "organisation": organisation,
        "facts": _facts(organisation),
        "membership": membership,
        "may_edit": permissions.can_edit_organisation(actor, organisation),
        "verify_form": VerifyForm(prefix=organisation.public_id, initial={"seen": organisation.verification})
        if permissions.can_verify(actor, organisation)
        else None,
        "may_join": permissions.can_ask_to_join(actor, organisation)
        and (membership is None or membership.state in {MembershipState.REFUSED, MembershipState.ENDED})
        and organisation.verification != Verification.REFUSED,
        "has_asked": membership is not None and membership.state == MembershipState.ASKED,
        "sees_members": permissions.can_see_members(actor, organisation),
        "members": [],
        "requests": [],
    }
    context["has_aside"] = bool(context["may_join"] or context["has_asked"] or context["verify_form"])
    if context["sees_members"]:
        context |= _people(actor, organisation)
    return render(request, "accounts/organisation.html", context)


def _facts(organisation):
    rows = [
        (_("Kind"), capfirst(organisation.get_kind_display())),
        (_("Size"), organisation.get_size_display()),
        (_("Country"), organisation.country_name),
        (_("Registration code"), organisation.registration_code),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _people(actor, organisation):
    """Members with what the actor may do to each, and the requests the actor may decide."""
    everybody = list(queries.members_of(organisation))
    members = [row for row in everybody if row.state == MembershipState.ACTIVE]
    owners = [row for row in members if row.role == "owner"]
    owns = actor.owns(organisation)
    decides = owns or (not owners and permissions.can_see_verification(actor))
    return {
        "members": [
            {
                "row": row,
                "role_form": RoleForm(
                    initial={"seen": row.role, "role": row.role}, auto_id=f"role_{row.public_id}_%s"
                )
                if owns
                else None,
                "is_me": row.user_id == actor.person.pk,
                "may_leave": (row.user_id == actor.person.pk or owns) and owners != [row],
            }
            for row in members
        ],
        "requests": [
            {"row": row, "form": DecideForm(auto_id=f"ask_{row.public_id}_%s")}
            for row in everybody
            if decides and row.state == MembershipState.ASKED and row.user_id != actor.person.pk
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    demand(permissions.can_create_organisation(request.actor))
    domain = request.actor.user.email_domain
    initial = {"domain": "" if domain in SHARED_DOMAINS else domain}
    form = NewOrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        organisation = actions.organisations.create(by=request.actor, content=form.cleaned_data)
        request.session[ACTING_ORGANISATION] = organisation.public_id
        messages.success(
            request, _("Saved. Staff verify the organisation; you can write listings meanwhile.")
        )
        return redirect(organisation)
    context = {"form": form, "similar": form.similar}
    return render(request, "accounts/organisation_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: Request, public_id: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), public_id=public_id)
    demand(
        permissions.can_edit_organisation(request.actor, organisation),
        _("Only an owner of this organisation can change it."),
    )
    identity = permissions.can_change_identity(request.actor, organisation)
    form = OrganisationForm(request.POST or None, instance=organisation, identity=identity)
    if request.method == "POST" and form.is_valid():
        organisation = actions.organisations.edit(
            organisation=organisation, by=request.actor, content=form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect(organisation)
    context = {"form": form, "organisation": organisation, "identity": identity}
    return render(request, "accounts/organisation_edit.html", context, status=422 if form.errors else 200)
