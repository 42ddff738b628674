"""Organisations and people of the demonstration, with logins that everybody may know."""

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.enums import MembershipState, SiteTextSlug, Verification
from accounts.models import Membership, Organisation, SiteText, StaffAssignment, TermsAcceptance, User
from accounts.roles import MemberRole

PASSWORD = "tenon-demo"  # noqa: S105 -- printed for everybody; demonstrations only
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SIZES = frozenset({"sme_10", "sme_49", "sme_249", "large"})


def load_organisations(rows: Sequence[Mapping[str, Any]]) -> dict[str, Organisation]:
    """By key. A row is known again by its registration code, which only the demonstration uses."""
    found = {}
    for row in rows:
        values = {name: value for name, value in row.items() if name not in {"key", "verified", "size"}}
        values["size"] = row["size"] if row.get("size") in SIZES else ""
        if row["verified"]:
            values |= {"verification": Verification.VERIFIED, "verified_at": timezone.now()}
        code = values.pop("registration_code")
        found[row["key"]], _made = Organisation.objects.get_or_create(
            registration_code=code, is_demo=True, defaults=values
        )
    return found


def load_people(
    rows: Sequence[Mapping[str, Any]], organisations: Mapping[str, Organisation]
) -> dict[str, User]:
    """The first owner per key of an organisation; each person can log in, has accepted the terms."""
    password = make_password(PASSWORD)  # once for all: hashing is slow on purpose
    terms = SiteText.objects.current(SiteTextSlug.TERMS)
    owners: dict[str, User] = {}
    for row in rows:
        user, made = User.objects.get_or_create(
            email=row["email"],
            defaults={
                "name": row["name"],
                "language": LANGUAGES[row["language"]],
                "password": password,
                "is_demo": True,
            },
        )  # fmt: skip
        if made:
            _let_in(user, terms)
        elif not user.is_demo:
            continue  # somebody real has this address: no membership, no staff role
        for each in row["memberships"]:
            Membership.objects.get_or_create(
                user=user, organisation=organisations[each["organisation"]],
                defaults={
                    "role": each["role"], "state": MembershipState.ACTIVE, "decided_at": timezone.now(),
                },
            )  # fmt: skip
            if each["role"] == MemberRole.OWNER:
                owners.setdefault(each["organisation"], user)
        for role in row["staff_roles"]:
            StaffAssignment.objects.get_or_create(user=user, role=role)
    return owners


def _let_in(user: User, terms: SiteText | None) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if terms:
        TermsAcceptance.objects.create(user=user, version=terms.version)


def logins() -> list[User]:
    """One person per role first: what a visitor of the demonstration wants to try."""
    users = User.objects.filter(is_demo=True).prefetch_related(
        "staff_assignments", "memberships__organisation"
    )
    return sorted(users, key=lambda user: (not user.staff_assignments.all(), user.pk))
