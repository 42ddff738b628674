"""Who may do what to people and organisations."""

from accounts.actor import Actor
from accounts.models import Membership, Organisation


def can_create_organisation(actor: Actor) -> bool:
    return actor.is_authenticated


def can_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    return actor.owns(organisation) or can_verify(actor, organisation)


def can_change_identity(actor: Actor, organisation: Organisation) -> bool:
    """Names, kind, country and codes were verified by staff; after that only staff change them."""
    if organisation.is_verified:
        return can_verify(actor, organisation)
    return can_edit_organisation(actor, organisation)


def can_ask_to_join(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_authenticated and not actor.belongs_to(organisation)


def can_see_members(actor: Actor, organisation: Organisation) -> bool:
    return actor.belongs_to(organisation) or actor.is_staff


def can_decide_membership(actor: Actor, membership: Membership) -> bool:
    """An owner decides; where there is none, staff do. Nobody lets themselves in."""
    if membership.user == actor.person:
        return False
    if actor.owns(membership.organisation):
        return True
    return can_see_verification(actor) and not membership.organisation.has_owner()


def can_change_role(actor: Actor, membership: Membership) -> bool:
    return actor.owns(membership.organisation)


def can_leave(actor: Actor, membership: Membership) -> bool:
    return membership.user == actor.person or actor.owns(membership.organisation)


def can_withdraw(actor: Actor, membership: Membership) -> bool:
    return membership.user == actor.person


def can_see_verification(actor: Actor) -> bool:
    return actor.is_reviewer or actor.is_operator


def can_verify(actor: Actor, organisation: Organisation) -> bool:
    """Reviewers, but nobody about their own organisation."""
    return actor.is_reviewer and not actor.belongs_to(organisation)


def can_edit_site_texts(actor: Actor) -> bool:
    return actor.is_operator
