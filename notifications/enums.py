from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.registries import Words, letters
from core.states import Look, StateChoices

# Why a letter was not sent; kept as these words in the row, shown in the reader's language.
EXPIRED = gettext_noop("expired before it could be sent")
NOTHING_LEFT = gettext_noop("nothing left to say")


class DeliveryState(StateChoices):
    """What pages say of a letter beside its state as work."""

    RETRYING = "retrying", Look("wait", "retry", _("Retrying")), _("tried again later")
    SENT = "sent", Look("good", "send", _("Sent")), _("sent")


class LetterKind(StrEnum):
    """Our own kinds of letters; what each is called and says is declared in notifications/letters/."""

    LISTING_SUBMITTED = "listing_submitted"
    LISTING_PUBLISHED = "listing_published"
    LISTING_RETURNED = "listing_returned"
    LISTING_REJECTED = "listing_rejected"
    LISTING_TO_REVIEW = "listing_to_review"
    PROPOSALS = "proposals"
    CONTACTS_OPENED = "contacts_opened"
    ORGANISATION_TO_VERIFY = "organisation_to_verify"
    ORGANISATION_VERIFIED = "organisation_verified"
    ORGANISATION_REFUSED = "organisation_refused"
    MEMBERSHIP_ASKED = "membership_asked"
    MEMBERSHIP_DECIDED = "membership_decided"
    SECRET = "secret"  # noqa: S105 -- a kind of letter


def letter_kinds() -> list[tuple[str, Words]]:
    """(kind, label) of every registered kind of letter, ours and those of other apps."""
    return [(spec.kind, spec.label) for spec in letters]
