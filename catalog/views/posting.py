"""Posting a listing, and editing it: one page, drafts, hand in, a conflict page for stale forms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request import Request
from catalog import diagnosis, permissions
from catalog.actions import content, moves
from catalog.actions.content import MUST_STAY_COMPLETE
from catalog.actions.patents import numbers_of
from catalog.enums import ListingState
from catalog.errors import ContentErrors, IllegalMove, Stale
from catalog.forms.indicators import with_one_more
from catalog.forms.posting import Posting
from catalog.kinds import KINDS, kind_spec
from catalog.models import Listing
from catalog.views.common import listing_for
from catalog.views.conflict import differences
from core import once
from core.access import demand
from core.templatetags import boundfields

HANDED_IN = frozenset({ListingState.DRAFT, ListingState.RETURNED})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: Request, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    organisation = request.actor.organisation
    if organisation is None or not permissions.can_post(request.actor):
        return render(request, "catalog/no_organisation.html", {"spec": kind_spec(kind)}, status=403)
    submitting = request.POST.get("do") == "submit"
    posting = Posting(kind=kind, organisation=organisation, data=_data(request), submitting=submitting)
    if request.htmx and request.method == "POST":
        return _clearness(request, posting)
    if request.method == "POST" and request.POST.get("do") != "add_row" and posting.is_read():
        return _make(request, posting, organisation)
    return _page(request, posting)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: Request, public_id: str) -> HttpResponse:
    listing = listing_for(request, public_id)
    demand(
        request.actor.may_edit_for(listing.organisation),
        _("This listing belongs to another organisation, or you may only read it."),
    )
    if not permissions.can_edit(request.actor, listing):
        raise IllegalMove(listing, "edit")
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
            return _written(request, _write(request, posting, listing.organisation))
        except ContentErrors as error:
            posting.show(error.errors)
        except Stale as stale:
            return _conflict(request, posting, stale)
    return _page(request, posting)


def _make(request: Request, posting, organisation):
    """A new listing; the same form sent again leads to the one it made, with other content to both."""
    sent = {
        "do": request.POST.get("do"),
        "kind": posting.kind.name,
        "organisation": organisation.public_id,
        "content": posting.content(),
    }
    try:
        listing, is_new = once.once(
            person=request.actor.person,
            key=once.key_in(request.POST),
            content=sent,
            make=lambda: _write(request, posting, organisation),
        )
    except ContentErrors as error:
        posting.show(error.errors)
        return _page(request, posting)
    except once.SentBefore as error:
        return _sent_before(request, posting, error)
    if is_new:
        return _written(request, listing)
    messages.info(request, _("This form was saved before; here is what it made."))
    return redirect(listing)


def _clearness(request: Request, posting):
    """What is still missing in the text as it stands in the form; nothing is saved."""
    found = diagnosis.of(posting.kind.name, posting.values())
    return render(request, "catalog/clearness.html", {"clearness": found})


def _data(request: Request):
    if request.method != "POST":
        return None
    return with_one_more(request.POST) if request.POST.get("do") == "add_row" else request.POST


@transaction.atomic
def _write(request: Request, posting, organisation):
    """Save, and hand in when that button was pressed. ContentErrors belong to the form."""
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
    return listing


def _written(request: Request, listing):
    if listing.state == ListingState.SUBMITTED:
        messages.success(request, _("Saved and handed in. A reviewer reads it next."))
    else:
        messages.success(request, _("Saved."))
    return redirect(listing)


def _page(request: Request, posting, *, template="catalog/form.html", status=None, **more):
    bound = request.method == "POST" and request.POST.get("do") != "add_row"
    problems = boundfields.problems_of(posting.forms) if bound else []
    context = {
        "posting": posting,
        "form": posting.form,
        "spec": posting.kind,
        "listing": posting.listing,
        "once": "" if posting.listing else once.key_in(request.POST) or once.new_key(),
        "sections": posting.sections(),
        "problems": problems,
        "clearness": diagnosis.of(posting.kind.name, posting.values()),
        "hands_in": posting.listing is None or posting.listing.state in HANDED_IN,
        **more,
    }
    return render(request, template, context, status=status or (422 if problems else 200))


def _sent_before(request: Request, posting, error):
    """What the form made before, and the new text, which can change that listing or become another one."""
    made = Listing.objects.visible_to(request.actor).filter(pk=error.obj.pk).first()
    data = request.POST.copy()
    data["revision"] = "1"  # of what the form made; whoever changed it since is not overwritten
    again = Posting(
        kind=posting.kind.name, organisation=posting.organisation, data=data, submitting=posting.submitting
    )
    again.is_valid()
    return _page(
        request,
        again,
        template="catalog/sent_before.html",
        status=409,
        once=once.new_key(),
        made=made,
        may_change=made is not None and permissions.can_edit(request.actor, made),
        submits=request.POST.get("do") == "submit",
        differences=differences(made, again.in_one_writing()) if made else [],
    )


def _conflict(request: Request, posting, stale):
    """Both versions side by side; the form below holds the person's text and, now, the newer revision."""
    data = request.POST.copy()
    data["revision"] = str(stale.obj.revision)
    again = Posting(
        kind=posting.kind.name,
        organisation=stale.obj.organisation,
        listing=stale.obj,
        data=data,
        submitting=posting.submitting,
    )
    again.is_valid()
    version = stale.obj.versions.select_related("by").first()
    return _page(
        request,
        again,
        template="catalog/conflict.html",
        status=409,
        differences=differences(stale.obj, again.in_one_writing()),
        changed_at=stale.obj.changed_at,
        changed_by=str(version.by) if version and version.by else _("the system"),
    )
