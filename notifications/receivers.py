"""Who is told what: the other apps announce, this app writes letters,
in the transaction of the announcement."""

from itertools import groupby
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import signals as accounts
from accounts.enums import MembershipState
from accounts.roles import Permission
from catalog import signals as catalog
from matching import ports
from matching import signals as matching
from matching.enums import Side
from matching.models import Proposal
from notifications import queries
from notifications.actions import News, has_left, take_out, write
from notifications.enums import LetterKind


@receiver(catalog.listings_submitted)
def confirm_and_ask_reviewers(sender, listings, **kwargs):
    _tell_owners(LetterKind.LISTING_SUBMITTED, listings)
    reviewers = queries.staff_who_may(Permission.REVIEW)
    own = queries.organisations_of(reviewers)
    for reviewer in reviewers:
        others = [listing for listing in listings if listing.organisation_id not in own[reviewer.pk]]
        write(kind=LetterKind.LISTING_TO_REVIEW, recipient=reviewer, news=[_of(row) for row in others])


@receiver(catalog.listings_published)
def tell_that_it_is_published(sender, listings, **kwargs):
    _tell_owners(LetterKind.LISTING_PUBLISHED, listings)


@receiver(catalog.listings_returned)
def tell_that_it_is_returned(sender, listings, **kwargs):
    _tell_owners(LetterKind.LISTING_RETURNED, listings)


@receiver(catalog.listings_rejected)
def tell_that_it_is_rejected(sender, listings, **kwargs):
    _tell_owners(LetterKind.LISTING_REJECTED, listings)


def _tell_owners(kind: LetterKind, listings: list[Any]) -> None:
    """One letter per person, however many listings: an import announces hundreds at once."""
    memberships = queries.editors_of({listing.organisation for listing in listings})
    for user, group in groupby(memberships, key=lambda membership: membership.user):
        theirs = {membership.organisation_id for membership in group}
        news = [_of(listing) for listing in listings if listing.organisation_id in theirs]
        write(kind=kind, recipient=user, news=news)


def _of(listing: Any) -> News:
    """The same listing may be told of again: each move has its time."""
    return News(
        f"{listing.public_id}:{listing.revision}:{int(listing.state_at.timestamp() * 1000)}",
        {"listing": listing.public_id},
    )


@receiver(matching.proposal_approved)
def propose_to_both_sides(sender, proposal, **kwargs):
    _tell_both_sides(LetterKind.PROPOSALS, proposal, proposal.decided_at)


@receiver(matching.proposal_reopened)
def take_the_proposal_back(sender, proposal, **kwargs):
    """Waiting letters no longer say it."""
    take_out(kind=LetterKind.PROPOSALS, key=proposal.public_id)


@ports.guards_undo
def keep_what_a_letter_has_told(proposal: Proposal) -> str | Promise:
    """Once a letter has left, the decision stands; those that wait cannot leave meanwhile."""
    if has_left(kind=LetterKind.PROPOSALS, key=proposal.public_id):
        return _("The letter has left already; the decision stands.")
    return ""


@receiver(matching.contacts_opened)
def tell_that_contacts_are_open(sender, proposal, **kwargs):
    _tell_both_sides(LetterKind.CONTACTS_OPENED, proposal, proposal.contacts_opened_at)


def _tell_both_sides(kind: LetterKind, proposal: Any, at: Any) -> None:
    sides = {proposal.listing_of(side).organisation_id: side for side in Side}
    moment = int(at.timestamp() * 1000) if at else 0
    for membership in queries.editors_of([proposal.need.organisation, proposal.offer.organisation]):
        side = sides[membership.organisation_id]
        news = News(
            f"{proposal.public_id}:{moment}:{side}", {"proposal": proposal.public_id, "side": str(side)}
        )
        write(kind=kind, recipient=membership.user, news=[news])


def _moved(organisation: Any) -> News:
    """Each move of an organisation is announced once, so its moment names it."""
    moment = int(timezone.now().timestamp() * 1000)
    return News(f"{organisation.public_id}:{moment}", {"organisation": organisation.public_id})


def _tell_organisation(kind: LetterKind, organisation: Any) -> None:
    news = [_moved(organisation)]
    for membership in queries.editors_of([organisation]):
        write(kind=kind, recipient=membership.user, news=news)


@receiver(accounts.organisation_asked)
def ask_for_verification(sender, organisation, **kwargs):
    news = [_moved(organisation)]
    for reviewer in queries.staff_who_may(Permission.REVIEW):
        write(kind=LetterKind.ORGANISATION_TO_VERIFY, recipient=reviewer, news=news)


@receiver(accounts.organisation_verified)
def tell_that_it_is_verified(sender, organisation, **kwargs):
    _tell_organisation(LetterKind.ORGANISATION_VERIFIED, organisation)


@receiver(accounts.organisation_refused)
def tell_that_it_is_not_verified(sender, organisation, **kwargs):
    _tell_organisation(LetterKind.ORGANISATION_REFUSED, organisation)


@receiver(accounts.membership_asked)
def ask_who_decides(sender, membership, **kwargs):
    """Its owners decide; an organisation without one is the staff's business."""
    deciders = queries.owners_of(membership.organisation) or queries.staff_who_may(Permission.REVIEW)
    moment = int(membership.asked_at.timestamp() * 1000)
    news = News(f"{membership.public_id}:{moment}", {"membership": membership.public_id})
    for decider in deciders:
        write(kind=LetterKind.MEMBERSHIP_ASKED, recipient=decider, news=[news])


@receiver(accounts.membership_decided)
def tell_who_asked(sender, membership, **kwargs):
    moment = int(membership.decided_at.timestamp() * 1000) if membership.decided_at else 0
    news = News(f"{membership.public_id}:{moment}", {"membership": membership.public_id})
    if membership.state in {MembershipState.ACTIVE, MembershipState.REFUSED}:
        write(kind=LetterKind.MEMBERSHIP_DECIDED, recipient=membership.user, news=[news])
