from collections.abc import Iterator
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


def in_staff_menu(actor: Actor) -> Iterator[MenuItem]:
    """Requests to join wait for all of the staff, organisations for those who verify them."""
    if permissions.can_see_verification(actor):
        waiting: list[QuerySet[Any]] = [queries.requests_for_staff()]
        if actor.is_reviewer:
            waiting.append(queries.verification_queue())
        yield MenuItem(_("Organisations"), "accounts:verification", 30, waiting=waiting)
    if permissions.can_edit_site_texts(actor):
        yield MenuItem(_("Site texts"), "accounts:site_texts", 70)


states.register("organisation", Verification)
states.register("membership", MembershipState)
staff_menu.add(in_staff_menu)
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
