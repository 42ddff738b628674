"""What happens to an organisation: created, edited, verified, refused."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import VERIFICATION_COMES_FROM, MembershipState, Verification
from accounts.models import Membership, Organisation
from accounts.roles import MemberRole
from accounts.signals import organisations_asked, organisations_refused, organisations_verified
from core import audit
from core.errors import AlreadyDecided
from core.moves import move

CONTENT = (
    "kind", "name_zh", "name_en", "short_name", "size", "country", "region", "city",
    "registration_code", "domain", "website",
)  # fmt: skip
IDENTITY = frozenset({"kind", "name_zh", "name_en", "country", "registration_code", "domain"})


@transaction.atomic
def create(*, by: Actor, content: dict[str, Any]) -> Organisation:
    """A new organisation that waits for verification; whoever creates it owns it."""
    organisation = Organisation.objects.create(**{name: content.get(name, "") for name in CONTENT})
    Membership.objects.create(
        user=by.user,
        organisation=organisation,
        role=MemberRole.OWNER,
        state=MembershipState.ACTIVE,
        decided_at=timezone.now(),
        decided_by=by.person,
    )
    audit.record("organisation.created", organisation, by=by)
    organisations_asked.send(sender=Organisation, organisations=[organisation], by=by)
    return organisation


@transaction.atomic
def edit(*, organisation: Organisation, by: Actor, content: dict[str, Any]) -> Organisation:
    """Write what changed. A refused organisation that is edited waits for verification again."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = [name for name in CONTENT if name in content and getattr(row, name) != content[name]]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, content[name])
    asks_again = row.verification == Verification.REFUSED
    if asks_again:
        row.verification, row.verification_at = Verification.WAITING, timezone.now()
    row.save(update_fields=[*changed, "verification", "verification_at"])
    audit.record("organisation.edited", row, by=by, changed=changed)
    if asks_again:
        organisations_asked.send(sender=Organisation, organisations=[row], by=by)
    return row


@transaction.atomic
def verify(
    *, organisation: Organisation, by: Actor, seen: str = Verification.WAITING, note: str = ""
) -> Organisation:
    _decide(organisation, Verification.VERIFIED, "organisation.verified", by=by, seen=seen, note=note)
    organisations_verified.send(sender=Organisation, organisations=[organisation], by=by)
    return organisation


@transaction.atomic
def refuse(
    *, organisation: Organisation, by: Actor, note: str, seen: str = Verification.WAITING
) -> Organisation:
    _decide(organisation, Verification.REFUSED, "organisation.refused", by=by, seen=seen, note=note)
    organisations_refused.send(sender=Organisation, organisations=[organisation], by=by)
    return organisation


def _decide(
    organisation: Organisation, target: Verification, verb: str, *, by: Actor, seen: str, note: str
) -> None:
    """Move the state that the decider saw; another state means somebody was faster."""
    verified, now = target == Verification.VERIFIED, timezone.now()
    move(
        organisation,
        target,
        field="verification",
        comes_from=VERIFICATION_COMES_FROM[target] & {seen},
        verb=verb,
        by=by,
        refusal=AlreadyDecided,
        told={"note": note},
        verification_note=note,
        verification_at=now,
        verified_at=now if verified else None,
        verified_by=by.person if verified else None,
    )
