"""What several pages of the catalogue share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from catalog import diagnosis
from catalog.errors import (
    CatalogError,
    ContentErrors,
    IllegalMove,
    NotVerified,
    OwnOrganisation,
    Stale,
)
from catalog.fields import label_of
from catalog.kinds import KINDS
from catalog.models import Listing

PER_PAGE = 20


def listing_for(request: HttpRequest, public_id: str) -> Listing:
    """The listing as far as the actor sees it; for a stranger there is none."""
    rows = Listing.objects.visible_to(request.actor).filter(kind__in=KINDS.names)  # type: ignore[attr-defined]
    rows = rows.select_related("organisation", "reviewed_by")
    return get_object_or_404(rows, public_id=public_id)


def page_of(request: HttpRequest, rows: Any) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def sentence_of(error: CatalogError) -> str:
    """What a refused action tells the person."""
    if isinstance(error, Stale):
        return _("This listing was changed meanwhile. Nothing was written; read it again and decide then.")
    if isinstance(error, IllegalMove):
        return _("This cannot be done now: the listing is %(state)s.") % {
            "state": error.listing.get_state_display()
        }
    if isinstance(error, ContentErrors):
        return _sentence_of_content(error)
    if isinstance(error, NotVerified):
        return _("The organisation is not verified yet. Publishing waits for that.")
    if isinstance(error, OwnOrganisation):
        return _("Your organisation takes part; a colleague decides.")
    return str(error)


def _sentence_of_content(refused: ContentErrors) -> str:
    """What is missing in one sentence; else every reason with the label of its field."""
    if all(error.code in {"required", "one_of_required"} for error in refused.errors):
        demands = (error.alternatives or (error.field,) for error in refused.errors)
        return _("Before others see it, fill in: %(fields)s.") % {
            "fields": "; ".join(map(diagnosis.words_for, demands))
        }
    return " ".join(
        _("%(label)s: %(message)s") % {"label": label_of(error.field), "message": error.sentence}
        for error in refused.errors
    )


def refused(request: HttpRequest, error: CatalogError) -> HttpResponse:
    """Status 409: nothing was changed, why, and the way to the present state."""
    return render(
        request,
        "catalog/refused.html",
        {"sentence": sentence_of(error), "listing": error.listing},
        status=409,
    )
