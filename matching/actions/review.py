"""Staff decide about a proposal. Whoever is first decides; everybody else is told who did and what."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.diagnosis import owner_named_in
from core.moves import move
from matching import ports
from matching.actions import requests
from matching.actions.errors import AlreadyDecided, NamesOwner, NotAllowedHere, NotOpen, WordsMissing
from matching.enums import COMES_FROM, DeclineKind, Judge, ProposalState, Side
from matching.models import JudgedCandidate, Proposal, ProposalAnswer
from matching.models.locks import on_savepoint
from matching.models.proposal import UNDO
from matching.permissions import can_review
from matching.signals import proposals_approved, proposals_declined, proposals_reopened


@transaction.atomic
def approve(*, proposal: Proposal, by: Actor, note: str = "") -> Proposal:
    """Send it to both sides."""
    _demand_colleague(by, proposal)
    if not (proposal.need.is_published and proposal.offer.is_published):
        raise NotOpen(proposal, _("One of the two is no longer published."))
    _demand_discretion(proposal, note)
    now = timezone.now()
    _decide(proposal, ProposalState.APPROVED, "proposal.approved", by, now, note=note)
    ProposalAnswer.objects.bulk_create(
        [ProposalAnswer(proposal=proposal, side=side, sent_at=now) for side in Side]
    )
    JudgedCandidate.objects.keep(proposal, Judge.STAFF)
    requests.refill(listings=[proposal.need, proposal.offer])
    proposals_approved.send(sender=Proposal, proposals=[proposal], by=by)
    return proposal


@transaction.atomic
def decline(*, proposal: Proposal, by: Actor, kind: str, note: str = "") -> Proposal:
    _demand_colleague(by, proposal)
    kind = DeclineKind(kind)
    if kind == DeclineKind.OTHER and not note.strip():
        raise WordsMissing(proposal, _("Say in words why it is declined."))
    _decide(
        proposal,
        ProposalState.DECLINED,
        "proposal.declined",
        by,
        timezone.now(),
        told={"kind": str(kind)},
        note=note,
        decline_kind=kind,
    )
    JudgedCandidate.objects.keep(proposal, Judge.STAFF)
    requests.refill(listings=[proposal.need, proposal.offer])
    proposals_declined.send(sender=Proposal, proposals=[proposal], by=by)
    return proposal


@transaction.atomic
def undo(*, proposal: Proposal, by: Actor) -> Proposal:
    """Take one's own decision back, within 30 seconds and before a side has looked at it."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.decided_by_id is None or proposal.decided_by_id != by.user.pk:
        raise NotAllowedHere(proposal, _("Only the person who decided can take the decision back."))
    if objection := ports.objection_to_undo(proposal):
        raise NotOpen(proposal, objection)
    viewed = ProposalAnswer.objects.filter(proposal=OuterRef("pk"), viewed_at__isnull=False)
    try:
        with on_savepoint():
            move(
                proposal,
                ProposalState.PROPOSED,
                comes_from=COMES_FROM[ProposalState.PROPOSED],
                only=Q(~Exists(viewed), decided_by=by.person, decided_at__gt=timezone.now() - UNDO),
                verb="proposal.reopened",
                by=by,
                refusal=partial(NotOpen, message=_("It is too late to take this back.")),
                decided_at=None,
                decided_by=None,
                decline_kind="",
                note="",
            )
    except IntegrityError as error:
        raise NotOpen(proposal, _("The pair is on the board again already.")) from error
    proposal.answers.all().delete()
    proposal.judged_candidates.all().delete()
    proposals_reopened.send(sender=Proposal, proposals=[proposal], by=by)
    return proposal


@transaction.atomic
def hold(*, proposal: Proposal, by: Actor, days: int = 7) -> Proposal:
    """Look at it again in some days; it keeps its place."""
    _demand_colleague(by, proposal)
    until = timezone.now() + timedelta(days=days)
    return move(
        proposal,
        ProposalState.PROPOSED,
        comes_from={ProposalState.PROPOSED},
        verb="proposal.held",
        by=by,
        refusal=AlreadyDecided,
        told={"days": days},
        held_until=until,
    )


def _decide(
    proposal: Proposal, target: ProposalState, verb: str, by: Actor, at: datetime, **changes: Any
) -> None:
    move(
        proposal,
        target,
        comes_from=COMES_FROM[target],
        verb=verb,
        by=by,
        refusal=AlreadyDecided,
        decided_by=by.person,
        decided_at=at,
        held_until=None,
        **changes,
    )


def _demand_colleague(by: Actor, proposal: Proposal) -> None:
    if not can_review(by, proposal):
        raise NotAllowedHere(proposal, _("A colleague decides: you belong to one of the two organisations."))


def _demand_discretion(proposal: Proposal, note: str) -> None:
    """The note goes to both sides: it must not name the owner of an anonymous listing."""
    for listing in (proposal.need, proposal.offer):
        if not listing.anonymous:
            continue
        for _field, word in owner_named_in(listing.organisation, {"description": note}):
            raise NamesOwner(proposal, params={"word": word})
