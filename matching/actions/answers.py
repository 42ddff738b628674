"""The two sides look at an approved proposal and answer it."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.models import Listing
from core import audit
from core.moves import move, try_move
from matching.actions.errors import AlreadyAnswered, NotAllowedHere, NotOpen, WordsMissing
from matching.enums import Answer, Closing, DeclineKind, Judge, ProposalState, Side
from matching.models import JudgedCandidate, Proposal, ProposalAnswer
from matching.signals import contacts_opened, proposals_answered


@transaction.atomic
def view(*, proposal: Proposal, by: Actor) -> bool:
    """Stamp the first look of a side; a look of staff who belong to neither is no look.
    True when it was the first."""
    side = proposal.side_of(by)
    if side is None:
        return False
    _locked(proposal)  # a reviewer may be taking the decision back at this moment
    first = ProposalAnswer.objects.filter(
        proposal=proposal, side=side, sent_at__isnull=False, viewed_at=None
    ).update(viewed_at=timezone.now())
    if first:
        audit.record("proposal.viewed", proposal, by=by, side=str(side))
    return bool(first)


@transaction.atomic
def answer(
    *, proposal: Proposal, side: str, by: Actor, answer: str, decline_kind: str = "", note: str = ""
) -> ProposalAnswer:
    """What one side says, once. Both interested: contacts are opened; one not interested: closed."""
    said, side = Answer(answer), Side(side)
    if not by.may_edit_for(proposal.listing_of(side).organisation):
        raise NotAllowedHere(proposal, _("Owners and editors of the organisation answer for it."))
    _demand_kind(said, decline_kind, note)
    published = _published(proposal)
    current = _locked(proposal)
    row = ProposalAnswer.objects.filter(proposal=proposal, side=side).select_related("by").first()
    if row is not None and row.answer != Answer.NONE:
        raise AlreadyAnswered(proposal, row)
    if row is None or current.state != ProposalState.APPROVED or not published:
        raise NotOpen(proposal, _("The proposal is no longer open."))
    now = timezone.now()
    move(
        row,
        said,
        field="answer",
        comes_from={Answer.NONE},
        verb="proposal.answered",
        by=by,
        refusal=partial(AlreadyAnswered, proposal),
        about=proposal,
        told={"side": str(side), "answer": str(said), "kind": decline_kind},
        decline_kind=decline_kind if said == Answer.NOT_INTERESTED else "",
        note=note,
        by_id=by.user.pk,
        at=now,
        viewed_at=row.viewed_at or now,
    )
    JudgedCandidate.objects.keep(proposal, Judge(side))
    proposals_answered.send(sender=ProposalAnswer, answers=[row], by=by)
    if said == Answer.NOT_INTERESTED:
        _close(proposal, by)
    else:
        _open_contacts(proposal, by)
    proposal.refresh_from_db()
    return row


def _published(proposal: Proposal) -> bool:
    """Both listings are published and stay so until the answer is written.

    Listings are locked before their proposal, as the moves of listings do.
    """
    rows = Listing.objects.select_for_update(of=("self",), no_key=True)
    pair = rows.filter(pk__in=[proposal.need_id, proposal.offer_id]).order_by("pk")
    return all(listing.is_published for listing in list(pair))


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


def _demand_kind(said: Answer, kind: str, note: str) -> None:
    if said == Answer.NONE:
        raise ValueError("an answer says something")
    if said == Answer.NOT_INTERESTED and DeclineKind(kind) == DeclineKind.OTHER and not note.strip():
        raise WordsMissing(message=_("Say in words why you are not interested."))


def _close(proposal: Proposal, by: Actor) -> None:
    try_move(
        proposal,
        ProposalState.CLOSED,
        comes_from={ProposalState.APPROVED},
        verb="proposal.closed",
        by=by,
        told={"closing": str(Closing.NOT_TAKEN_UP)},
        closing=Closing.NOT_TAKEN_UP,
        closed_at=timezone.now(),
    )


def _open_contacts(proposal: Proposal, by: Actor) -> None:
    """From now on each side may know the other; the audit says when and by whose answer."""
    interested = proposal.answers.filter(answer=Answer.INTERESTED).count()
    if interested < len(Side):
        return
    opened = try_move(
        proposal,
        ProposalState.APPROVED,
        comes_from={ProposalState.APPROVED},
        only=Q(contacts_opened_at=None),
        verb="proposal.contacts_opened",
        by=by,
        contacts_opened_at=timezone.now(),
    )
    if opened:
        proposal.refresh_from_db()
        contacts_opened.send(sender=Proposal, proposals=[proposal], by=by)
