"""Who acts: a visitor or a person, with the organisation they act for. Predicates take nothing else."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from accounts.roles import MAY_EDIT, MemberRole, Permission


@dataclass
class Actor:
    """request.actor. `memberships` are the active ones, `organisation` is the acting one (or None)."""

    person: Any = None
    memberships: tuple[Any, ...] = ()
    organisation: Any = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        return self.person is not None

    @cached_property
    def organisations(self) -> list[Any]:
        return [membership.organisation for membership in self.memberships]

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(membership.organisation_id for membership in self.memberships)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def belongs_to(self, *organisations: Any) -> bool:
        return any(organisation.pk in self.organisation_ids for organisation in organisations if organisation)

    def role_in(self, organisation: Any) -> MemberRole | None:
        for membership in self.memberships:
            if organisation and membership.organisation_id == organisation.pk:
                return MemberRole(membership.role)
        return None

    def may_edit_for(self, organisation: Any) -> bool:
        return self.role_in(organisation) in MAY_EDIT

    def owns(self, organisation: Any) -> bool:
        return self.role_in(organisation) == MemberRole.OWNER

    @property
    def is_reviewer(self) -> bool:
        return self.may(Permission.REVIEW)

    @property
    def is_broker(self) -> bool:
        return self.may(Permission.BROKER)

    @property
    def is_operator(self) -> bool:
        return self.may(Permission.OPERATE)

    @property
    def is_staff(self) -> bool:
        return bool(self.permissions)


VISITOR = Actor()


def actor_of(user: Any, chosen_organisation: str = "") -> Actor:
    """The actor of a user; `chosen_organisation` is a public_id from the session,
    checked against membership."""
    if user is None or not user.is_authenticated or not user.is_active:
        return VISITOR
    memberships = tuple(user.memberships.active().select_related("organisation").order_by("organisation__pk"))
    acting = next(
        (m.organisation for m in memberships if m.organisation.public_id == chosen_organisation), None
    )
    if acting is None and memberships:
        acting = memberships[0].organisation
    return Actor(person=user, memberships=memberships, organisation=acting, permissions=user.permissions())
