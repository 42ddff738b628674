"""A person's own pages: profile, organisation chooser, newer terms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.enums import SiteTextSlug
from accounts.forms.people import ProfileForm
from accounts.forms.signup import TermsForm
from accounts.middleware import ACTING_ORGANISATION
from accounts.models import Membership, SiteText
from accounts.request import Request
from accounts.views.common import next_or
from core.refusals import refusals_lead_to


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: Request) -> HttpResponse:
    person = request.actor.user
    form = ProfileForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.people.edit_profile(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "memberships": request.actor.memberships,
        "acting": request.actor.organisation,
        "requests": Membership.objects.asked().filter(user=person).select_related("organisation"),
    }
    return render(request, "accounts/profile.html", context)


@require_POST
@login_required
def act_as(request: Request) -> HttpResponse:
    """Choose the organisation one acts for; a foreign or unknown one changes nothing."""
    wanted = request.POST.get("organisation", "")
    chosen = next((each for each in request.actor.organisations if each.public_id == wanted), None)
    if chosen:
        request.session[ACTING_ORGANISATION] = chosen.public_id
        messages.success(request, _("You act for %(organisation)s now.") % {"organisation": chosen.name})
    return redirect(next_or(request, reverse("home")))


@refusals_lead_to("accounts:terms")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def terms(request: Request) -> HttpResponse:
    text = SiteText.objects.current(SiteTextSlug.TERMS)
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.actor)
        messages.success(request, _("Thank you. Your acceptance is kept with its date."))
        return redirect(next_or(request, reverse("home")))
    person = request.actor.user
    context = {
        "text": text,
        "form": form,
        "due": person.terms_due,
        "accepted": person.terms_acceptances.order_by("-version").first(),
    }
    return render(request, "accounts/terms.html", context)
