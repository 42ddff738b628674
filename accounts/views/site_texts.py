"""Operators edit the legal pages; every edit is a new version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, permissions
from accounts.actions.errors import Stale
from accounts.enums import SiteTextSlug
from accounts.forms.people import SiteTextForm
from accounts.models import SiteText
from accounts.request import Request
from core.access import demand


def _demand_operator(request: Request):
    demand(permissions.can_edit_site_texts(request.actor), _("This page is for operators."))


@require_safe
@login_required
def site_texts(request: Request) -> HttpResponse:
    _demand_operator(request)
    current = {text.slug: text for text in SiteText.objects.latest_of_each().select_related("published_by")}
    rows = [{"slug": slug, "label": slug.label, "text": current.get(slug)} for slug in SiteTextSlug]
    return render(request, "accounts/site_texts.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: Request, slug: str) -> HttpResponse:
    _demand_operator(request)
    if slug not in SiteTextSlug.values:
        raise Http404
    history = list(SiteText.objects.filter(slug=slug).select_related("published_by"))
    form = SiteTextForm.of(history[0] if history else None)
    context = {
        "label": SiteTextSlug(slug).label,
        "slug": slug,
        "history": history,
        "conflict": "",
        "theirs": None,
    }
    if request.method == "POST":
        form = SiteTextForm(request.POST)
        if form.is_valid():
            try:
                actions.site_texts.publish(slug=slug, by=request.actor, **form.cleaned_data)
            except Stale as error:
                return _compare(request, form, error, context)
            messages.success(request, _("The new version is published."))
            return redirect("accounts:site_texts")
    return render(request, "accounts/site_text_edit.html", context | {"form": form})


def _compare(request: Request, form, error, context):
    """The person's text stays in the form, the newer version stands beside it;
    saving again replaces that one."""
    form.data = form.data.copy()
    form.data["seen"] = str(error.obj.version if error.obj else 0)
    context |= {"form": form, "conflict": error.sentence, "theirs": error.obj}
    return render(request, "accounts/site_text_edit.html", context, status=409)
