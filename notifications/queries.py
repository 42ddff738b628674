"""Who is told: reads over memberships and staff."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Membership, Organisation, User
from accounts.roles import GRANTS, MAY_EDIT, MemberRole, Permission


def editors_of(organisations: Iterable[Any]) -> list[Membership]:
    """Active memberships that may act for one of the organisations, in the order of the people."""
    return list(
        Membership.objects.active()
        .filter(organisation__in={organisation.pk for organisation in organisations})
        .filter(role__in=MAY_EDIT, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user_id", "organisation_id")
    )


def owners_of(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            is_active=True,
            memberships__in=Membership.objects.active().filter(
                organisation=organisation, role=MemberRole.OWNER
            ),
        ).order_by("pk")
    )


def staff_who_may(permission: Permission) -> list[User]:
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return list(
        User.objects.filter(is_active=True, staff_assignments__role__in=roles).order_by("pk").distinct()
    )


def organisations_of(users: Iterable[User]) -> dict[int, set[int]]:
    """Person -> organisations they belong to, for many people at once."""
    found: dict[int, set[int]] = {user.pk: set() for user in users}
    rows = Membership.objects.active().filter(user__in=found).values_list("user_id", "organisation_id")
    for user, organisation in rows:
        found[user].add(organisation)
    return found
