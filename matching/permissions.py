"""Who may do what with proposals, candidates and runs. Plain predicates of an actor and a row."""

from typing import Any

from accounts.actor import Actor
from catalog.models import Listing
from matching.enums import Answer
from matching.models import Proposal


def can_see_board(actor: Actor) -> bool:
    return actor.is_reviewer


def is_party(actor: Actor, proposal: Proposal) -> bool:
    return actor.belongs_to(proposal.need.organisation, proposal.offer.organisation)


def reader_of(actor: Actor, need: Listing, offer: Listing) -> Any:
    """As whom the actor reads the pair: with an organisation of their own in it,
    as a party without staff rights."""
    if actor.belongs_to(need.organisation, offer.organisation):
        return Actor(person=actor.person, memberships=actor.memberships, organisation=actor.organisation)
    return actor


def can_review(actor: Actor, proposal: Proposal) -> bool:
    """Reviewers decide, but never about their own organisation."""
    return can_see_board(actor) and not is_party(actor, proposal)


def can_propose(actor: Actor, need: Listing, offer: Listing) -> bool:
    """A reviewer may put a pair on the board that the matcher did not."""
    return can_see_board(actor) and not actor.belongs_to(need.organisation, offer.organisation)


def can_answer(actor: Actor, proposal: Proposal) -> bool:
    """Owners and editors answer for their side while the proposal can be answered; viewers only read."""
    side = proposal.side_of(actor)
    if side is None or not proposal.is_answerable:
        return False
    if any(answer.side == side and answer.answer != Answer.NONE for answer in proposal.answers.all()):
        return False
    return actor.may_edit_for(proposal.listing_of(side).organisation)


def can_ask_why(actor: Actor) -> bool:
    """Whoever works with pairs may ask why two listings that they see were not brought together."""
    return actor.is_reviewer or actor.is_broker or actor.is_operator


def can_see_candidates(actor: Actor) -> bool:
    """Candidates are staff's raw material; owners see what was approved."""
    return actor.is_reviewer


def can_see_approved_of(actor: Actor, listing: Listing) -> bool:
    return actor.belongs_to(listing.organisation)


def can_run_matching(actor: Actor) -> bool:
    return actor.is_operator
