"""Staff decide about a proposal. Whoever is first decides; everybody else is told who did and what."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.diagnosis import owner_named_in
from core import audit
from matching.actions import requests
from matching.actions.errors import AlreadyDecided, NamesOwner, NotAllowedHere, NotOpen
from matching.enums import DeclineKind, ProposalState, Side
from matching.models import Proposal, ProposalAnswer
from matching.models.locks import on_savepoint
from matching.models.proposal import UNDO
from matching.permissions import can_review
from matching.signals import proposal_approved, proposal_declined, proposal_reopened


@transaction.atomic
def approve(*, proposal: Proposal, by: Any, note: str = "") -> Proposal:
    """Send it to both sides."""
    _demand_colleague(by, proposal)
    if not (proposal.need.is_published and proposal.offer.is_published):
        raise NotOpen(_("One of the two is no longer published."))
    _demand_discretion(proposal, note)
    now = timezone.now()
    _decide(proposal, ProposalState.APPROVED, by, now, note=note)
    ProposalAnswer.objects.bulk_create(
        [ProposalAnswer(proposal=proposal, side=side, sent_at=now) for side in Side]
    )
    audit.record("proposal.approved", proposal, by=by)
    requests.refill(listings=[proposal.need, proposal.offer])
    proposal_approved.send(sender=Proposal, proposal=proposal, by=by)
    return proposal


@transaction.atomic
def decline(*, proposal: Proposal, by: Any, kind: str, note: str = "") -> Proposal:
    _demand_colleague(by, proposal)
    kind = DeclineKind(kind)
    if kind == DeclineKind.OTHER and not note.strip():
        raise ValidationError(_("Say in words why it is declined."))
    _decide(proposal, ProposalState.DECLINED, by, timezone.now(), note=note, decline_kind=kind)
    audit.record("proposal.declined", proposal, by=by, kind=str(kind))
    requests.refill(listings=[proposal.need, proposal.offer])
    proposal_declined.send(sender=Proposal, proposal=proposal, by=by)
    return proposal


@transaction.atomic
def undo(*, proposal: Proposal, by: Any) -> Proposal:
    """Take one's own decision back, within 30 seconds and before a side has looked at it."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.decided_by_id is None or proposal.decided_by_id != by.person.pk:
        raise NotAllowedHere(_("Only the person who decided can take the decision back."))
    viewed = ProposalAnswer.objects.filter(proposal=OuterRef("pk"), viewed_at__isnull=False)
    decided = Proposal.objects.filter(
        pk=proposal.pk,
        state__in=[ProposalState.APPROVED, ProposalState.DECLINED],
        decided_by=by.person,
        decided_at__gt=timezone.now() - UNDO,
    )
    try:
        with on_savepoint():
            moved = decided.exclude(Exists(viewed)).update(
                state=ProposalState.PROPOSED, decided_at=None, decided_by=None, decline_kind="", note=""
            )
    except IntegrityError as error:
        raise NotOpen(_("The pair is on the board again already.")) from error
    if not moved:
        raise NotOpen(_("It is too late to take this back."))
    proposal.answers.all().delete()
    proposal.refresh_from_db()
    audit.record("proposal.reopened", proposal, by=by)
    proposal_reopened.send(sender=Proposal, proposal=proposal, by=by)
    return proposal


@transaction.atomic
def hold(*, proposal: Proposal, by: Any, days: int = 7) -> Proposal:
    """Look at it again in some days; it keeps its place."""
    _demand_colleague(by, proposal)
    until = timezone.now() + timedelta(days=days)
    if not Proposal.objects.pending().filter(pk=proposal.pk).update(held_until=until):
        raise AlreadyDecided(proposal)
    proposal.refresh_from_db()
    audit.record("proposal.held", proposal, by=by, days=days)
    return proposal


def _decide(proposal: Proposal, target: ProposalState, by: Any, at: Any, **fields: Any) -> None:
    moved = (
        Proposal.objects.pending()
        .filter(pk=proposal.pk)
        .update(state=target, decided_by=by.person, decided_at=at, held_until=None, **fields)
    )
    if not moved:
        raise AlreadyDecided(proposal)
    proposal.refresh_from_db()


def _demand_colleague(by: Any, proposal: Proposal) -> None:
    if not can_review(by, proposal):
        raise NotAllowedHere(_("A colleague decides: you belong to one of the two organisations."))


def _demand_discretion(proposal: Proposal, note: str) -> None:
    """The note goes to both sides: it must not name the owner of an anonymous listing."""
    for listing in (proposal.need, proposal.offer):
        if not listing.anonymous:
            continue
        for _field, word in owner_named_in(listing.organisation, {"description": note}):
            raise NamesOwner(
                _("The note names an organisation that hides its name (%(word)s).") % {"word": word}
            )
