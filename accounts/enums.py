from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import Look, StateChoices


class OrganisationKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    UNIVERSITY = "university", _("university")
    RESEARCH_INSTITUTE = "research_institute", _("research institute")
    INTERMEDIARY = "intermediary", _("intermediary")
    OPERATOR = "operator", _("operator of this site")


class OrganisationSize(models.TextChoices):
    SME_10 = "sme_10", _("up to 10 staff")
    SME_49 = "sme_49", _("11–49 staff")
    SME_249 = "sme_249", _("50–249 staff")
    LARGE = "large", _("250 staff or more")


class Verification(StateChoices):
    WAITING = "waiting", Look("wait", "clock", _("Not verified yet")), _("waiting for verification")
    VERIFIED = "verified", Look("good", "check", _("Verified")), _("verified")
    REFUSED = "refused", Look("stop", "close", _("Not verified")), _("not verified")


VERIFICATION_COMES_FROM = {
    Verification.VERIFIED: {Verification.WAITING, Verification.REFUSED},
    Verification.REFUSED: {Verification.WAITING, Verification.VERIFIED},
    Verification.WAITING: {Verification.REFUSED},
}


class MembershipState(StateChoices):
    ASKED = "asked", Look("wait", "clock", _("Asked to join")), _("asked to join")
    ACTIVE = "active", Look("live", "check", pgettext_lazy("membership", "Member")), _("member")
    REFUSED = "refused", Look("stop", "close", _("Not admitted")), _("refused")
    ENDED = "ended", Look("ended", "arrow", pgettext_lazy("membership", "Left")), _("ended")


MEMBERSHIP_COMES_FROM = {
    MembershipState.ACTIVE: {MembershipState.ASKED},
    MembershipState.REFUSED: {MembershipState.ASKED},
    MembershipState.ENDED: {MembershipState.ACTIVE},
    MembershipState.ASKED: {MembershipState.REFUSED, MembershipState.ENDED},
}


class SiteTextSlug(models.TextChoices):
    PRIVACY = "privacy", _("Privacy")
    TERMS = "terms", _("Terms of use")
    IMPRINT = "imprint", _("Imprint")
    ACCESSIBILITY = "accessibility", _("Accessibility")
