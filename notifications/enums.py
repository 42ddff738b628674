from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.states import Look, StateChoices

# Why a letter was not sent; kept as these words in the row, shown in the reader's language.
EXPIRED = gettext_noop("expired before it could be sent")
NOTHING_LEFT = gettext_noop("nothing left to say")


class DeliveryState(StateChoices):
    """What pages say of a letter beside its state as work."""

    RETRYING = "retrying", Look("wait", "retry", _("Retrying")), _("tried again later")
    SENT = "sent", Look("good", "send", _("Sent")), _("sent")


class LetterKind(models.TextChoices):
    LISTING_SUBMITTED = "listing_submitted", _("submission received")
    LISTING_PUBLISHED = "listing_published", _("listing published")
    LISTING_RETURNED = "listing_returned", _("listing returned")
    LISTING_REJECTED = "listing_rejected", _("listing rejected")
    LISTING_TO_REVIEW = "listing_to_review", _("new listing to review")
    PROPOSALS = "proposals", _("proposals")
    CONTACTS_OPENED = "contacts_opened", _("contacts opened")
    ORGANISATION_TO_VERIFY = "organisation_to_verify", _("organisation to verify")
    ORGANISATION_VERIFIED = "organisation_verified", _("organisation verified")
    ORGANISATION_REFUSED = "organisation_refused", _("organisation not verified")
    MEMBERSHIP_ASKED = "membership_asked", _("somebody asks to join")
    MEMBERSHIP_DECIDED = "membership_decided", _("answer to asking to join")
    SECRET = "secret", _("secret")


# What arrives within settings.LETTER_BUNDLE_SECONDS for one person travels in one letter.
GATHERED = frozenset({LetterKind.PROPOSALS, LetterKind.LISTING_TO_REVIEW})
