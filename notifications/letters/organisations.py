"""Letters about organisations and who belongs to them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import MembershipState, Verification
from accounts.models import Membership, Organisation
from core.registries import LetterSpec
from notifications.enums import LetterKind
from notifications.letters.content import address_of, news_of
from notifications.models import Letter

STILL = {
    LetterKind.ORGANISATION_TO_VERIFY: Verification.WAITING,
    LetterKind.ORGANISATION_VERIFIED: Verification.VERIFIED,
    LetterKind.ORGANISATION_REFUSED: Verification.REFUSED,
}


def to_verify(letter: Letter) -> dict[str, Any] | None:
    content = decided(letter)
    return content | {"button_url": address_of("accounts:verification")} if content else None


def decided(letter: Letter) -> dict[str, Any] | None:
    [data] = news_of(letter)
    organisation = Organisation.objects.filter(
        public_id=data["organisation"], verification=STILL[LetterKind(letter.kind)]
    ).first()
    if organisation is None:
        return None
    return {
        "organisation": organisation.name,
        "organisation_kind": organisation.get_kind_display(),
        "note": organisation.verification_note.strip(),
        "button_url": address_of("accounts:organisation", organisation.public_id),
    }


def membership_asked(letter: Letter) -> dict[str, Any] | None:
    membership = _membership(letter)
    if membership is None or membership.state != MembershipState.ASKED:
        return None
    return _content(membership)


def membership_decided(letter: Letter) -> dict[str, Any] | None:
    membership = _membership(letter)
    if membership is None or membership.state not in {MembershipState.ACTIVE, MembershipState.REFUSED}:
        return None
    return _content(membership)


def _membership(letter: Letter) -> Membership | None:
    [data] = news_of(letter)
    rows = Membership.objects.select_related("user", "organisation")
    return rows.filter(public_id=data["membership"]).first()


def _content(membership: Membership) -> dict[str, Any]:
    return {
        "organisation": membership.organisation.name,
        "asker": str(membership.user),
        "asker_address": membership.user.email,
        "admitted": membership.state == MembershipState.ACTIVE,
        "role": membership.get_role_display(),
        "button_url": address_of("accounts:organisation", membership.organisation.public_id),
    }


LETTERS = (
    LetterSpec(LetterKind.ORGANISATION_TO_VERIFY, _("organisation to verify"), to_verify),
    LetterSpec(LetterKind.ORGANISATION_VERIFIED, _("organisation verified"), decided),
    LetterSpec(LetterKind.ORGANISATION_REFUSED, _("organisation not verified"), decided),
    LetterSpec(LetterKind.MEMBERSHIP_ASKED, _("somebody asks to join"), membership_asked),
    LetterSpec(LetterKind.MEMBERSHIP_DECIDED, _("answer to asking to join"), membership_decided),
)
