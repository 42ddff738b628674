"""A proposal as a party sees it: what, from whom as far as it is open, why, and the answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership
from accounts.request import Request
from accounts.roles import MAY_EDIT
from catalog.disclosure import public_face
from catalog.models import Listing
from core.access import demand
from core.errors import Refused
from core.refusals import shows_refusals
from matching import evidence, permissions, queries
from matching.actions import answers
from matching.enums import Answer, ProposalState, Side
from matching.forms import AnswerForm
from matching.models import Proposal, ProposalAnswer
from matching.views.pairs import LANGUAGES, decline_kinds, facts_for_party, heading_for_party, side_for
from matching.views.states import badge_for

MOST_REASONS = 6  # of each list: a page, not an inventory


@require_safe
@login_required
def proposal(request: Request, public_id: str) -> HttpResponse:
    rows = Proposal.objects.visible_to(request.actor).with_pair()
    found = get_object_or_404(rows, public_id=public_id)
    if found.side_of(request.actor) is None or not _was_sent(found):
        return redirect(
            "matching:review", public_id=public_id
        )  # only reviewers see what was not sent to them
    answers.view(proposal=found, by=request.actor)
    return party_page(request, found)


def _was_sent(found: Proposal) -> bool:
    return found.state == ProposalState.APPROVED or any(answer.sent_at for answer in found.answers.all())


def _not_answered(request: Request, refused: Refused, public_id: str) -> HttpResponse:
    found = Proposal.objects.with_pair().get(public_id=public_id)
    return party_page(request, found, conflict=refused.sentence, status=409)


@shows_refusals(_not_answered)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: Request, public_id: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("matching:proposal", public_id=public_id)
    rows = Proposal.objects.sent_to(request.actor).with_pair()
    found = get_object_or_404(rows, public_id=public_id)
    side = side_for(found, request.actor)
    demand(
        request.actor.may_edit_for(found.listing_of(side).organisation),
        _("Owners and editors of your organisation answer; viewers read."),
    )
    form = AnswerForm(request.POST, auto_id="id_answer_%s")
    if not form.is_valid():
        return party_page(request, found, form=form, status=422)
    given = answers.answer(
        proposal=found,
        side=side,
        by=request.actor,
        answer=form.cleaned_data["answer"],
        decline_kind=form.cleaned_data["kind"],
        note=form.cleaned_data["text"],
    )
    messages.success(request, _thanks(given, opened=found.contacts_opened_at is not None))
    return redirect(found)


def _thanks(given: ProposalAnswer, *, opened: bool) -> str:
    if opened:
        return _("Noted. The other side is interested too: here is how to reach each other.")
    if given.answer == Answer.INTERESTED:
        return _("Noted. We tell you as soon as the other side is interested too.")
    return _("Noted. Your reason helps us to propose better.")


def party_page(
    request: Request,
    found: Proposal,
    *,
    form: AnswerForm | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    side = side_for(found, request.actor)
    own, other = found.listing_of(side), found.listing_of(side.other)
    opened = found.contacts_opened_at is not None
    reader = permissions.reader_of(request.actor, found.need, found.offer)
    mine = next((row for row in found.answers.all() if row.side == side), None)
    why = evidence.of(found.need, found.offer) if other.is_published else None
    asks = why.speaking("against", "ask") if why else []
    context = {
        "proposal": found,
        "side": side,
        "own": own,
        "other": other,
        "heading": heading_for_party(other),
        "ended": "" if other.is_published else _ended(opened),
        "other_url": other.get_absolute_url() if other.is_published else "",
        "facts": facts_for_party(other, reader, opened),
        "own_face": public_face(own),
        "evidence": why,
        "rank": _rank(found, side),
        "reasons": _reasons(found, side, why) if why else [],
        "asks": [reason.as_item() for reason in asks[:MOST_REASONS]],
        "ladder": _ladder(opened, own.anonymous),
        "state": badge_for(found, mine),
        "may_answer": permissions.can_answer(request.actor, found),
        "is_open": found.is_answerable,
        "mine": mine if mine and mine.answer != Answer.NONE else None,
        "answers": _choices(),
        "kinds": decline_kinds(),
        "contacts": [_contact(other), _contact(own)] if opened else [],
        "form": form,
        "unfolded": form is not None and form.data.get("answer") == Answer.NOT_INTERESTED,
        "conflict": conflict,
    }
    return render(request, "matching/proposal.html", context, status=status)


def _ended(opened: bool) -> str:
    """Said in the place of the other side's texts, which are its own again."""
    if opened:
        return _("The other side's listing is no longer published.")
    return _("This proposal has ended: the other side's listing is no longer published.")


def _reasons(found: Proposal, side: Side, why: evidence.Evidence) -> list[dict[str, Any]]:
    quoted = [_quoted(found, side, why)] if why.terms else []
    return quoted + [reason.as_item() for reason in why.speaking("for")[:MOST_REASONS]]


def _rank(found: Proposal, side: Side) -> str:
    need, of_need, offer, of_offer = queries.pair_ranks(found)
    rank, of = (need, of_need) if side == Side.NEED else (offer, of_offer)
    return _("number %(rank)s of %(of)s candidates") % {"rank": rank, "of": of} if rank else ""


def _quoted(found: Proposal, side: Side, why: evidence.Evidence) -> dict[str, Any]:
    """The first reason: what both texts speak of, in the two sentences that carry most."""
    titles = {True: (_("Your need"), _("Their offer")), False: (_("Their need"), _("Your offer"))}
    need_title, offer_title = titles[side == Side.NEED]
    return {
        "speaks": "for",
        "lead": _("Both texts speak of the same."),
        "text": _("Shared words: %(words)s.") % {"words": why.shared_words},
        "need_quote": why.need.quotation,
        "offer_quote": why.offer.quotation,
        "need_title": need_title,
        "offer_title": offer_title,
        "need_lang": LANGUAGES.get(found.need.language, ""),
        "offer_lang": LANGUAGES.get(found.offer.language, ""),
    }


def _ladder(opened: bool, anonymous: bool) -> list[dict[str, Any]]:
    now = _("Title, text, stage, field and country. The other side sees as much of you.")
    if anonymous:
        now = _("Title, text, stage, field and country. Your name stays hidden.")
    return [
        {"title": _("Now"), "text": now, "open": True, "icon": "eye"},
        {
            "title": _("After both are interested"),
            "text": _("Names of the organisations, contact persons and their e-mail addresses."),
            "open": opened,
            "icon": "person",
        },
        {
            "title": _("Between the two of you"),
            "text": _(
                "Test reports, drawings and prices do not pass through this site. "
                "Agree on confidentiality before you show them."
            ),
            "open": False,
            "icon": "lock",
        },
    ]


def _choices() -> list[dict[str, Any]]:
    return [
        {"value": Answer.INTERESTED.value, "label": _("I'm interested"), "asks_kind": False},
        {"value": Answer.NOT_INTERESTED.value, "label": _("Not now"), "asks_kind": True},
    ]


def _contact(listing: Listing) -> dict[str, Any]:
    """Organisation and the people who may act for it; asked for only after contacts were opened."""
    members = Membership.objects.active().filter(organisation=listing.organisation_id, role__in=MAY_EDIT)
    return {
        "kind": listing.kind,
        "name": public_face(listing, opened=True).owner_name,
        "website": listing.organisation.website,
        "people": [
            {"name": row.user.name, "email": row.user.email}
            for row in members.filter(user__is_active=True).select_related("user")
        ],
    }
