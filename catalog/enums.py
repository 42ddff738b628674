"""The vocabulary of the catalogue (docs/architecture.md, "Vocabulary") and the table of legal moves."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Look, StateChoices


class Kind(models.TextChoices):
    """The two kinds that the matcher pairs. All kinds there are: `catalog.kinds.KINDS`."""

    NEED = "need", _("need")
    OFFER = "offer", _("offer")


class Role(StrEnum):
    """What a listing is to its reader; hard conditions and stages are read by it."""

    ASKS = "asks"
    ANSWERS = "answers"


class ListingState(StateChoices):
    DRAFT = "draft", Look("neutral", "pencil", _("Draft")), _("draft")
    SUBMITTED = "submitted", Look("wait", "clock", _("Submitted")), _("waiting for review")
    RETURNED = "returned", Look("wait", "arrow", _("Returned")), _("returned for changes")
    REJECTED = "rejected", Look("stop", "close", _("Rejected")), _("rejected")
    PUBLISHED = "published", Look("live", "dot", _("Published")), _("published")
    ON_HOLD = "on_hold", Look("neutral", "pause", _("On hold")), _("on hold")
    EXPIRED = "expired", Look("ended", "ring", _("Expired")), _("expired")
    WITHDRAWN = "withdrawn", Look("ended", "arrow", _("Withdrawn")), _("withdrawn")
    FULFILLED = "fulfilled", Look("good", "check", _("Fulfilled")), _("fulfilled")
    ARCHIVED = "archived", Look("ended", "file", _("Archived")), _("archived")


S = ListingState
COMES_FROM = {
    S.SUBMITTED: {S.DRAFT, S.RETURNED},
    S.RETURNED: {S.SUBMITTED},
    S.REJECTED: {S.SUBMITTED},
    S.PUBLISHED: {S.SUBMITTED, S.ON_HOLD, S.EXPIRED},
    S.ON_HOLD: {S.PUBLISHED},
    S.EXPIRED: {S.PUBLISHED, S.ON_HOLD},
    S.WITHDRAWN: {S.DRAFT, S.SUBMITTED, S.RETURNED, S.PUBLISHED, S.ON_HOLD, S.EXPIRED},
    S.FULFILLED: {S.PUBLISHED, S.ON_HOLD},
    S.ARCHIVED: {S.EXPIRED, S.WITHDRAWN, S.FULFILLED, S.REJECTED},
    S.DRAFT: {S.WITHDRAWN},
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED, S.PUBLISHED, S.ON_HOLD})
DATED = (S.PUBLISHED, S.ON_HOLD, S.EXPIRED, S.FULFILLED)  # states that imply a date of publication
del S


class Stage(models.TextChoices):
    CONCEPT = "concept", _("concept")
    UNDER_DEVELOPMENT = "under_development", _("under development")
    LAB_TESTED = "lab_tested", _("lab tested")
    DEMONSTRATION = "demonstration", _("available for demonstration")
    ON_MARKET = "on_market", _("already on the market")


TRL_OF_STAGE = {
    Stage.CONCEPT: (1, 2),
    Stage.UNDER_DEVELOPMENT: (3, 3),
    Stage.LAB_TESTED: (4, 5),
    Stage.DEMONSTRATION: (6, 8),
    Stage.ON_MARKET: (9, 9),
}


class IprStatus(models.TextChoices):
    NONE = "none", _("no IPR applied")
    SECRET = "secret", _("secret know-how")
    APPLIED = "applied", _("applied but not yet granted")
    GRANTED = "granted", _("granted")


class PartnershipType(models.TextChoices):
    LICENCE = "licence", _("licence")
    TRANSFER = "transfer", _("technology transfer (assignment)")
    RD_COOPERATION = "rd_cooperation", _("research and development cooperation")
    COMMERCIAL_ASSISTANCE = "commercial_assistance", _("commercial agreement with technical assistance")
    JOINT_VENTURE = "joint_venture", _("joint venture")
    INVESTMENT = "investment", _("investment")
    OUTSOURCING = "outsourcing", _("outsourcing")
    SERVICE = "service", _("technical service")
    CONSULTANCY = "consultancy", _("consultancy")


class PartnerType(models.TextChoices):
    SME_10 = "sme_10", _("SME, up to 10 staff")
    SME_49 = "sme_49", _("SME, 11–49 staff")
    SME_249 = "sme_249", _("SME, 50–249 staff")
    LARGE = "large", _("large company")
    RD_INSTITUTION = "rd_institution", _("R&D institution")
    UNIVERSITY = "university", _("university")
    OTHER = "other", _("other")


class ListingLanguage(models.TextChoices):
    ZH = "zh", _("Chinese")
    EN = "en", _("English")
    OTHER = "other", _("another language")


class Currency(models.TextChoices):
    CNY = "CNY", "CNY"
    EUR = "EUR", "EUR"
    USD = "USD", "USD"
    GBP = "GBP", "GBP"


class ExportControl(models.TextChoices):
    NOT_LISTED = "not_listed", _("not listed")
    LICENCE_NEEDED = "licence_needed", _("licence needed")
    UNKNOWN = "unknown", _("unknown")


class MustMatch(models.TextChoices):
    COUNTRY = "country", _("country")
    STAGE = "stage", _("stage of development")
    PARTNER_TYPE = "partner_type", _("type of partner")
    PARTNERSHIP_TYPE = "partnership_type", _("type of partnership")
    LANGUAGE = "language", _("language")


class Scheme(models.TextChoices):
    IPC = "ipc", _("International Patent Classification")
    GBT4754 = "gbt4754", _("GB/T 4754 industries")
    NACE = "nace", _("NACE industries")
