"""Candidates while a listing is being written. Nothing is stored and nothing of the text is logged."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.actor import Actor
from accounts.request import Request
from catalog.models import Listing
from catalog.ports import Hit, ranker
from matching.enums import Side
from matching.evidence import listed
from matching.forms import SHORTEST_TEXT, TypingForm
from matching.rules import grade
from matching.views.pairs import LANGUAGES, fact_line

SHOWN = 5


@sensitive_post_parameters()
@require_POST
@login_required
def candidates_while_typing(request: Request) -> HttpResponse:
    form = TypingForm(request.POST)
    items: list[dict[str, Any]] = []
    if form.is_valid() and form.is_long_enough:
        items = _found(form.text, Side(form.cleaned_data["kind"]).other, request.actor)
    context = {
        "items": items,
        "kind": form.cleaned_data["kind"] if form.is_valid() else Side.NEED,
        "too_short": not form.is_long_enough,
        "shortest": SHORTEST_TEXT,
    }
    return render(request, "matching/_typing.html", context)


def _found(text: str, kind: Side, actor: Actor) -> list[dict[str, Any]]:
    hits = ranker().similar(text, kind).hits[:SHOWN]
    rows = Listing.objects.published().select_related("organisation")
    listings = {row.public_id: row for row in rows.filter(public_id__in=[hit.public_id for hit in hits])}
    return [_card(hit, listings[hit.public_id], actor) for hit in hits if hit.public_id in listings]


def _card(hit: Hit, listing: Listing, actor: Actor) -> dict[str, Any]:
    strength = hit.strength or 0.0
    words = listed(label for label, _weight in hit.terms[:3])
    return {
        "strength": strength,
        "grade": grade(strength),
        "title": listing.title,
        "lang": LANGUAGES.get(listing.language, ""),
        "url": listing.get_absolute_url(),
        "facts": fact_line(listing, actor),
        "terms": [{"label": label, "weight": weight} for label, weight in hit.terms],
        "sentence": _("Both speak of %(words)s.") % {"words": words} if words else "",
        "compare_url": "",
        "changed": False,
        "change": "",
    }
