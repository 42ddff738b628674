"""Posting a need or an offer, and editing it: one page, drafts, hand in, a conflict page for stale forms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog import diagnosis, permissions
from catalog.actions import content, moves
from catalog.actions.content import MUST_STAY_COMPLETE
from catalog.actions.patents import numbers_of
from catalog.enums import Kind, ListingState
from catalog.errors import ContentErrors, IllegalMove, Stale
from catalog.forms.indicators import with_one_more
from catalog.forms.posting import Posting
from catalog.views import once
from catalog.views.common import listing_for, refused
from catalog.views.conflict import differences
from core.access import demand
from core.templatetags import boundfields

HANDED_IN = frozenset({ListingState.DRAFT, ListingState.RETURNED})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request, kind):
    if kind not in Kind.values:
        raise Http404
    if not permissions.can_post(request.actor):
        return render(request, "catalog/no_organisation.html", {"kind": kind}, status=403)
    organisation = request.actor.organisation
    submitting = request.POST.get("do") == "submit"
    posting = Posting(kind=kind, organisation=organisation, data=_data(request), submitting=submitting)
    if request.htmx and request.method == "POST":
        return _clearness(request, posting)
    if request.method == "POST" and request.POST.get("do") != "add_row" and posting.is_read():
        with transaction.atomic():
            made = once.made_by(request)
            listing = made or _write(request, posting, organisation)
            if listing and not made:
                once.keep(request, listing)
        if made:
            messages.info(request, _("This form was saved before; here is what it made."))
            return redirect(made)
        if listing:
            return _written(request, listing)
    return _page(request, posting)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request, public_id):
    listing = listing_for(request, public_id)
    demand(
        request.actor.may_edit_for(listing.organisation),
        _("This listing belongs to another organisation, or you may only read it."),
    )
    if not permissions.can_edit(request.actor, listing):
        return refused(request, IllegalMove(listing, "edit"))
    submitting = request.POST.get("do") == "submit" or listing.state in MUST_STAY_COMPLETE
    posting = Posting(
        kind=listing.kind,
        organisation=listing.organisation,
        listing=listing,
        patents=numbers_of(listing) if listing.patent_count else [],
        data=_data(request),
        submitting=submitting,
    )
    if request.method == "POST" and request.POST.get("do") != "add_row" and posting.is_valid():
        try:
            written = _write(request, posting, listing.organisation)
        except Stale as stale:
            return _conflict(request, posting, stale)
        except IllegalMove as error:
            return refused(request, error)
        if written:
            return _written(request, written)
    return _page(request, posting)


def _clearness(request, posting):
    """What is still missing in the text as it stands in the form; nothing is saved."""
    found = diagnosis.of(posting.kind.name, posting.values())
    return render(request, "catalog/clearness.html", {"clearness": found})


def _data(request):
    if request.method != "POST":
        return None
    return with_one_more(request.POST) if request.POST.get("do") == "add_row" else request.POST


def _write(request, posting, organisation):
    """Save, and hand in when that button was pressed; what an action refuses becomes an error of the form."""
    try:
        with transaction.atomic():
            if posting.listing is None:
                listing = content.create(
                    kind=posting.kind.name,
                    organisation=organisation,
                    by=request.actor,
                    content=posting.content(),
                    level=posting.level,
                )
            else:
                listing = content.edit(
                    listing=posting.listing,
                    by=request.actor,
                    content=posting.content(),
                    revision=posting.form.cleaned_data["revision"] or 0,
                )
            if request.POST.get("do") == "submit" and listing.state in HANDED_IN:
                listing = moves.submit(listing=listing, by=request.actor)
    except ContentErrors as error:
        posting.show(error.errors)
        return None
    return listing


def _written(request, listing):
    if listing.state == ListingState.SUBMITTED:
        messages.success(request, _("Saved and handed in. A reviewer reads it next."))
    else:
        messages.success(request, _("Saved."))
    return redirect(listing)


def _page(request, posting, *, template="catalog/form.html", status=None, **more):
    bound = request.method == "POST" and request.POST.get("do") != "add_row"
    problems = boundfields.problems_of(posting.forms) if bound else []
    context = {
        "posting": posting,
        "form": posting.form,
        "kind": posting.kind.name,
        "listing": posting.listing,
        "once": "" if posting.listing else once.key_of(request),
        "sections": posting.sections(),
        "problems": problems,
        "clearness": diagnosis.of(posting.kind.name, posting.values()),
        "hands_in": posting.listing is None or posting.listing.state in HANDED_IN,
        **more,
    }
    return render(request, template, context, status=status or (422 if problems else 200))


def _conflict(request, posting, stale):
    """Both versions side by side; the form below holds the person's text and, now, the newer revision."""
    data = request.POST.copy()
    data["revision"] = str(stale.listing.revision)
    again = Posting(
        kind=posting.kind.name,
        organisation=stale.listing.organisation,
        listing=stale.listing,
        data=data,
        submitting=posting.submitting,
    )
    again.is_valid()
    version = stale.listing.versions.select_related("by").first()
    return _page(
        request,
        again,
        template="catalog/conflict.html",
        status=409,
        differences=differences(stale.listing, again.in_one_writing()),
        changed_at=stale.listing.changed_at,
        changed_by=str(version.by) if version and version.by else _("the system"),
    )
