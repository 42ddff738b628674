"""What one's own organisations have posted, in every state."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import Request
from catalog import permissions
from catalog.enums import ListingState
from catalog.kinds import KINDS
from catalog.models import Listing
from catalog.views.cards import result_of
from core.paging import page_of


@require_safe
@login_required
def mine(request: Request) -> HttpResponse:
    own = Listing.objects.of(request.actor)
    counts = dict(own.order_by().values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    rows = own.filter(state=state) if state in ListingState.values else own
    page = page_of(request, rows.select_related("organisation").order_by("-changed_at", "-pk"))
    here = reverse("catalog:mine")
    tabs = [{"label": _("All"), "url": here, "current": not state, "kind": "", "count": sum(counts.values())}]
    tabs += [
        {
            "label": label,
            "url": f"{here}?state={value}",
            "current": state == value,
            "kind": "",
            "count": counts[value],
        }
        for value, label in ListingState.choices
        if value in counts
    ]
    context = {
        "page": page,
        "results": [result_of(listing, request.actor, show_state=True) for listing in page],
        "tabs": tabs,
        "can_post": permissions.can_post(request.actor),
        "kinds": KINDS.values(),
    }
    return render(request, "catalog/mine.html", context)
