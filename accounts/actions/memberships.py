"""What happens between a person and an organisation: asked, decided, changed, ended."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.errors import AlreadyMember, LastOwner, NotJoinable, TooManyRequests
from accounts.actor import Actor
from accounts.enums import MEMBERSHIP_COMES_FROM, MembershipState, Verification
from accounts.models import Membership, Organisation
from accounts.roles import MemberRole
from accounts.signals import memberships_asked, memberships_decided
from core import audit
from core.errors import AlreadyDecided
from core.moves import move

OPEN_REQUESTS = 5  # at a time and person: nobody can knock at every door


@transaction.atomic
def ask_to_join(*, organisation: Organisation, by: Actor) -> Membership:
    """A request to be let in; asking twice is asking once."""
    if organisation.verification == Verification.REFUSED:
        raise NotJoinable(organisation)
    membership = Membership.objects.filter(user=by.user, organisation=organisation).first()
    if membership and membership.state == MembershipState.ASKED:
        return membership
    if membership and membership.state == MembershipState.ACTIVE:
        raise AlreadyMember(membership)
    if Membership.objects.asked().filter(user=by.user).count() >= OPEN_REQUESTS:
        raise TooManyRequests(organisation)
    if membership is None:
        membership, new = Membership.objects.get_or_create(user=by.user, organisation=organisation)
        if not new:
            return membership
        audit.record("membership.asked", membership, by=by)
    else:
        _move(
            membership,
            MembershipState.ASKED,
            verb="membership.asked",
            by=by,
            role=MemberRole.VIEWER,
            asked_at=timezone.now(),
            decided_at=None,
            decided_by=None,
        )
    memberships_asked.send(sender=Membership, memberships=[membership], by=by)
    return membership


@transaction.atomic
def decide(*, membership: Membership, by: Actor, accept: bool, role: str = MemberRole.VIEWER) -> Membership:
    """Let the person in with a role, or refuse."""
    decided = {"decided_at": timezone.now(), "decided_by": by.person}
    if accept:
        _move(membership, MembershipState.ACTIVE, verb="membership.accepted", by=by, role=role, **decided)
    else:
        _move(membership, MembershipState.REFUSED, verb="membership.refused", by=by, **decided)
    memberships_decided.send(sender=Membership, memberships=[membership], by=by)
    return membership


@transaction.atomic
def withdraw(*, membership: Membership, by: Actor) -> None:
    """The person takes the request back; the row goes, the audit stays."""
    audit.record("membership.withdrawn", membership, by=by)
    gone, _rows = Membership.objects.asked().filter(pk=membership.pk).delete()
    if not gone:
        raise AlreadyDecided(membership)


@transaction.atomic
def leave(*, membership: Membership, by: Actor) -> Membership:
    """A member goes, or an owner ends the membership of a colleague; the last owner stays."""
    _keep_an_owner(membership)
    verb = "membership.left" if membership.user == by.person else "membership.ended"
    decided = {"decided_at": timezone.now(), "decided_by": by.person}
    return _move(membership, MembershipState.ENDED, verb=verb, by=by, **decided)


@transaction.atomic
def change_role(*, membership: Membership, by: Actor, role: str, seen: str) -> Membership:
    """Another role for a member; `seen` is the role that whoever changes it saw."""
    if role != MemberRole.OWNER:
        _keep_an_owner(membership)
    return move(
        membership,
        role,
        field="role",
        comes_from={seen},
        only=Q(state=MembershipState.ACTIVE),
        verb="membership.role_changed",
        by=by,
        refusal=AlreadyDecided,
        told={"was": seen, "now": role},
    )


def _keep_an_owner(membership: Membership) -> None:
    """Raise LastOwner when nobody else owns; the lock makes two owners leave one after the other."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    owners = Membership.objects.owners().filter(organisation=membership.organisation_id)
    if owners.filter(pk=membership.pk).exists() and not owners.exclude(pk=membership.pk).exists():
        raise LastOwner(membership)


def _move(
    membership: Membership, target: MembershipState, *, verb: str, by: Actor, **changes: Any
) -> Membership:
    sources = MEMBERSHIP_COMES_FROM[target]
    return move(membership, target, comes_from=sources, verb=verb, by=by, refusal=AlreadyDecided, **changes)
