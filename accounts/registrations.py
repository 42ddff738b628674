from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import permissions, queries
from accounts.actor import Actor
from accounts.enums import MembershipState, Verification
from accounts.models import Membership, Organisation, SiteText, StaffAssignment, TermsAcceptance, User
from core import states
from core.registries import MenuItem, PersonalData, Routes, page_routes, personal_data, staff_menu


def _waiting(actor: Actor) -> list[QuerySet[Any]]:
    """Requests to join for all staff; who verifies organisations sees those too."""
    requests: list[QuerySet[Any]] = [queries.requests_for_staff()]
    return [*requests, queries.verification_queue()] if actor.is_reviewer else requests


states.register("organisation", Verification)
states.register("membership", MembershipState)
staff_menu.add(
    MenuItem(_("Organisations"), "accounts:verification", 30, permissions.can_see_verification, _waiting),
    MenuItem(_("Site texts"), "accounts:site_texts", 70, permissions.can_edit_site_texts),
)
page_routes.add(Routes("accounts.urls"))
personal_data.add(
    PersonalData(User, people=("pk",), says=("email", "name", "language", "date_joined")),
    PersonalData(EmailAddress, people=("user",), says=("email", "verified")),
    PersonalData(Membership, people=("user", "decided_by"), says=("organisation", "role", "state")),
    PersonalData(StaffAssignment, people=("user",), says=("role", "granted_at")),
    PersonalData(TermsAcceptance, people=("user",), says=("version", "accepted_at")),
    PersonalData(Organisation, people=("verified_by",), says=("verification", "verified_at")),
    PersonalData(SiteText, people=("published_by",), says=("published_at",)),
)
