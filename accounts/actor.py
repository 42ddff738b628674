"""Who acts: a visitor, a person with the organisation they act for, the system or a service account.

Predicates take nothing else.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from accounts.roles import MAY_EDIT, MemberRole, Permission
from core.actors import ActorKind

if TYPE_CHECKING:
    from accounts.models import Membership, Organisation, User


@dataclass
class Actor:
    """request.actor, and `by` of every action.

    `memberships` are the active ones, `organisation` is the acting one (or None). A service account has a
    `name` instead of a person.
    """

    person: "User | None" = None
    memberships: tuple["Membership", ...] = ()
    organisation: "Organisation | None" = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    kind: ActorKind = ActorKind.VISITOR
    name: str = ""

    def __post_init__(self) -> None:
        if self.person is not None:
            self.kind = ActorKind.PERSON

    @property
    def label(self) -> str:
        """As audit events keep it; the system has none."""
        return str(self.person) if self.person else self.name

    @property
    def user(self) -> "User":
        """The person, where only a person can act."""
        if self.person is None:
            raise PermissionDenied
        return self.person

    @property
    def is_authenticated(self) -> bool:
        return self.person is not None

    @cached_property
    def organisations(self) -> "list[Organisation]":
        return [membership.organisation for membership in self.memberships]

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(membership.organisation_id for membership in self.memberships)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def belongs_to(self, *organisations: "Organisation | None") -> bool:
        return any(organisation.pk in self.organisation_ids for organisation in organisations if organisation)

    def role_in(self, organisation: "Organisation | None") -> MemberRole | None:
        for membership in self.memberships:
            if organisation and membership.organisation_id == organisation.pk:
                return MemberRole(membership.role)
        return None

    def may_edit_for(self, organisation: "Organisation | None") -> bool:
        return self.role_in(organisation) in MAY_EDIT

    def owns(self, organisation: "Organisation | None") -> bool:
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
SYSTEM = Actor(kind=ActorKind.SYSTEM)


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
