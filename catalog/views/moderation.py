"""Review before publication: the queue and the page of one listing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.request import Request
from catalog import diagnosis, permissions, queries
from catalog.actions import moderation as actions
from catalog.enums import ListingState
from catalog.errors import IllegalMove
from catalog.fields import label_of
from catalog.forms.moderation import DecisionForm
from catalog.views.cards import result_of, sheet_of
from catalog.views.common import listing_for
from core.access import demand
from core.paging import page_of


@require_safe
@login_required
def queue(request: Request) -> HttpResponse:
    demand(permissions.can_see_moderation(request.actor), _("Only reviewers see this page."))
    page = page_of(request, queries.awaiting_moderation(request.actor))
    results = []
    for listing in page:
        url = reverse("catalog:moderate", args=[listing.public_id])
        results.append(
            {"item": result_of(listing, request.actor, url=url), "waits_since": listing.submitted_at}
        )
    return render(request, "catalog/moderation.html", {"page": page, "results": results})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def moderate(request: Request, public_id: str) -> HttpResponse:
    demand(permissions.can_see_moderation(request.actor), _("Only reviewers see this page."))
    listing = listing_for(request, public_id)
    allowed = permissions.can_moderate(request.actor, listing)
    if request.method != "POST":
        form = DecisionForm(initial={"revision": listing.revision})
        return _page(request, listing, form, allowed)
    demand(allowed, _("Your organisation takes part; a colleague decides."))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, form, allowed, status=422)
    try:
        words = _decide(request.actor, listing, form.cleaned_data)
    except IllegalMove as error:
        return _page(request, error.obj, form, allowed, status=error.status)
    messages.success(request, words)
    following = queries.awaiting_moderation(request.actor).first()
    return redirect("catalog:moderate", following.public_id) if following else redirect("catalog:moderation")


def _decide(actor, listing, data) -> str:
    decided = {"listing": listing, "by": actor, "revision": data["revision"], "note": data["note"]}
    if data["decision"] == "publish":
        actions.publish(**decided)
        return _("Published: %(title)s") % {"title": listing.title}
    if data["decision"] == "return":
        actions.return_for_changes(**decided)
        return _("Returned with your note: %(title)s") % {"title": listing.title}
    actions.reject(**decided)
    return _("Rejected: %(title)s") % {"title": listing.title}


def _page(request: Request, listing, form, allowed, status=200):
    context = sheet_of(listing, request.actor) | {
        "form": form,
        "allowed": allowed,
        "open": listing.state == ListingState.SUBMITTED,
        "decided_by": str(listing.reviewed_by or ""),
        "clearness": diagnosis.of(listing.kind, listing.values()),
        "waiting": queries.awaiting_moderation(request.actor).count(),
        "named": diagnosis.owner_named_in(listing.organisation, listing.values())
        if listing.anonymous
        else [],
        "changes": _changed_since_last_review(listing),
    }
    return render(request, "catalog/moderate.html", context, status=status)


def _changed_since_last_review(listing) -> list[str]:
    """Labels of the fields changed since a reviewer last returned it."""
    returned = next(
        (event for event in queries.moments_of(listing) if event.verb == "listing.returned"), None
    )
    if returned is None:
        return []
    names = {
        name
        for changed in listing.versions.filter(revision__gt=returned.data["revision"]).values_list(
            "changed", flat=True
        )
        for name in changed
        if name != "confidential"
    }
    return sorted(map(label_of, names))
