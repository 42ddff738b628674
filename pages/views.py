"""Pages that belong to no app: home, legal texts, errors, the language switch."""

from urllib.parse import urlencode

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from accounts.enums import SiteTextSlug
from accounts.models import SiteText
from accounts.request import Request
from catalog.kinds import KINDS
from pages.home import page_for

set_language = require_POST(django_set_language)


@require_safe
def home(request: Request) -> HttpResponse:
    """The first page; what is typed into its search box goes on to the list of that kind."""
    if "q" in request.GET:
        kind = request.GET.get("kind", "")
        target = reverse("catalog:listings", args=[kind if kind in KINDS else KINDS.by_role[0].name])
        return redirect(f"{target}?{urlencode({'q': request.GET['q']})}")
    return render(request, "home.html", page_for(request.actor))


@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    text = SiteText.objects.current(slug)
    if text is None:
        raise Http404
    return render(request, "page.html", {"text": text, "label": SiteTextSlug(slug).label})


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    return HttpResponseBadRequest(render_to_string("400.html"))


def forbidden(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"sentence": str(exception)}, status=403)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    """The page for people; other software gets an answer it can read."""
    if request.path.startswith("/api/v1/"):
        return JsonResponse({"detail": "Not found."}, status=404)
    return render(request, "404.html", status=404)


def server_error(request: Request) -> HttpResponse:
    """Without request, actor and menus: the database may be what broke."""
    try:
        return HttpResponseServerError(render_to_string("500.html"))
    except Exception:  # noqa: BLE001 -- the last line of defence says at least one sentence
        return HttpResponse("Something broke on our side.", status=500, content_type="text/plain")
