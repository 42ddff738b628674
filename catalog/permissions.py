"""Who may do what with a listing. Predicates of an actor; views, templates,
API and letters ask the same ones."""

from accounts.actor import Actor
from accounts.roles import Permission
from catalog.enums import COMES_FROM, EDITABLE, ListingState
from catalog.models import Listing


def can_post(actor: Actor) -> bool:
    """Post for the acting organisation, verified or not."""
    return actor.organisation is not None and actor.may_edit_for(actor.organisation)


def can_edit(actor: Actor, listing: Listing) -> bool:
    return actor.may_edit_for(listing.organisation) and listing.state in EDITABLE


def can_move(actor: Actor, listing: Listing, target: ListingState) -> bool:
    """The owner's own moves: submit, hold, withdraw and the like; publication is moderation's."""
    return actor.may_edit_for(listing.organisation) and listing.state in COMES_FROM[target]


def can_submit(actor: Actor, listing: Listing) -> bool:
    return can_move(actor, listing, ListingState.SUBMITTED)


def can_withdraw(actor: Actor, listing: Listing) -> bool:
    return can_move(actor, listing, ListingState.WITHDRAWN)


def can_hold(actor: Actor, listing: Listing) -> bool:
    return can_move(actor, listing, ListingState.ON_HOLD)


def can_resume(actor: Actor, listing: Listing) -> bool:
    return actor.may_edit_for(listing.organisation) and listing.state == ListingState.ON_HOLD


def can_fulfil(actor: Actor, listing: Listing) -> bool:
    return can_move(actor, listing, ListingState.FULFILLED)


def can_reopen(actor: Actor, listing: Listing) -> bool:
    """Back to a draft, after it was withdrawn."""
    return can_move(actor, listing, ListingState.DRAFT)


def can_extend(actor: Actor, listing: Listing) -> bool:
    return (
        actor.may_edit_for(listing.organisation)
        and listing.state in {ListingState.PUBLISHED, ListingState.EXPIRED}
        and not listing.extended
    )


def can_see_moderation(actor: Actor) -> bool:
    return actor.may(Permission.REVIEW)


def can_moderate(actor: Actor, listing: Listing) -> bool:
    """A reviewer, but never about a listing of their own organisation."""
    return actor.may(Permission.REVIEW) and not actor.belongs_to(listing.organisation)


def can_see_owner(actor: Actor, listing: Listing) -> bool:
    """An anonymous listing shows its owner to the owner and to reviewers."""
    return not listing.anonymous or actor.belongs_to(listing.organisation) or actor.may(Permission.REVIEW)


def can_see_confidential(actor: Actor, listing: Listing) -> bool:
    return actor.belongs_to(listing.organisation)


def can_see_history(actor: Actor, listing: Listing) -> bool:
    return actor.belongs_to(listing.organisation) or actor.may(Permission.REVIEW)


def can_see_candidates(actor: Actor, listing: Listing) -> bool:
    """Of a kind that is matched."""
    return listing.is_published and bool(listing.kind_spec.partner) and actor.may(Permission.REVIEW)
