"""Who is told what: the other apps announce, this app writes letters,
in the transaction of the announcement."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.dispatch import receiver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import signals as accounts
from accounts.enums import MembershipState
from accounts.models import Membership, Organisation
from accounts.roles import Permission
from catalog import signals as catalog
from catalog.models import Listing
from matching import ports
from matching import signals as matching
from matching.enums import Side
from matching.models import Proposal
from notifications import queries
from notifications.actions import News, has_left, take_out, write
from notifications.enums import LetterKind


@receiver(catalog.listings_submitted)
def confirm_and_ask_reviewers(listings: Sequence[Listing], **kwargs: Any) -> None:
    _tell_owners(LetterKind.LISTING_SUBMITTED, listings)
    reviewers = queries.staff_who_may(Permission.REVIEW)
    own = queries.organisations_of(reviewers)
    for reviewer in reviewers:
        others = [listing for listing in listings if listing.organisation_id not in own[reviewer.pk]]
        write(kind=LetterKind.LISTING_TO_REVIEW, recipient=reviewer, news=[_of(row) for row in others])


@receiver(catalog.listings_published)
def tell_that_it_is_published(listings: Sequence[Listing], **kwargs: Any) -> None:
    """Not of `listings_resumed`: whoever publishes again sees it on the page."""
    _tell_owners(LetterKind.LISTING_PUBLISHED, listings)


@receiver(catalog.listings_returned)
def tell_that_it_is_returned(listings: Sequence[Listing], **kwargs: Any) -> None:
    _tell_owners(LetterKind.LISTING_RETURNED, listings)


@receiver(catalog.listings_rejected)
def tell_that_it_is_rejected(listings: Sequence[Listing], **kwargs: Any) -> None:
    _tell_owners(LetterKind.LISTING_REJECTED, listings)


def _tell_owners(kind: LetterKind, listings: Sequence[Listing]) -> None:
    """One letter per person, however many listings: an import announces hundreds at once."""
    memberships = queries.editors_of({listing.organisation for listing in listings})
    for user, group in groupby(memberships, key=lambda membership: membership.user):
        theirs = {membership.organisation_id for membership in group}
        news = [_of(listing) for listing in listings if listing.organisation_id in theirs]
        write(kind=kind, recipient=user, news=news)


def _of(listing: Listing) -> News:
    """The same listing may be told of again: each move has its time."""
    return News(
        f"{listing.public_id}:{listing.revision}:{_millisecond(listing.state_at)}",
        {"listing": listing.public_id},
    )


def _millisecond(at: datetime | None) -> int:
    """The moment of a row, as a part of a key."""
    return int(at.timestamp() * 1000) if at else 0


@receiver(matching.proposals_approved)
def propose_to_both_sides(proposals: Sequence[Proposal], **kwargs: Any) -> None:
    for proposal in proposals:
        _tell_both_sides(LetterKind.PROPOSALS, proposal, proposal.decided_at)


@receiver(matching.proposals_reopened)
def take_the_proposals_back(proposals: Sequence[Proposal], **kwargs: Any) -> None:
    """Waiting letters no longer say it."""
    for proposal in proposals:
        take_out(kind=LetterKind.PROPOSALS, key=proposal.public_id)


@ports.guards_undo
def keep_what_a_letter_has_told(proposal: Proposal) -> str | Promise:
    """Once a letter has left, the decision stands; those that wait cannot leave meanwhile."""
    if has_left(kind=LetterKind.PROPOSALS, key=proposal.public_id):
        return _("The letter has left already; the decision stands.")
    return ""


@receiver(matching.contacts_opened)
def tell_that_contacts_are_open(proposals: Sequence[Proposal], **kwargs: Any) -> None:
    for proposal in proposals:
        _tell_both_sides(LetterKind.CONTACTS_OPENED, proposal, proposal.contacts_opened_at)


def _tell_both_sides(kind: LetterKind, proposal: Proposal, at: datetime | None) -> None:
    sides = {proposal.listing_of(side).organisation_id: side for side in Side}
    for membership in queries.editors_of([proposal.need.organisation, proposal.offer.organisation]):
        side = sides[membership.organisation_id]
        key = f"{proposal.public_id}:{_millisecond(at)}:{side}"
        news = News(key, {"proposal": proposal.public_id, "side": str(side)})
        write(kind=kind, recipient=membership.user, news=[news])


@receiver(accounts.organisations_asked)
def ask_for_verification(organisations: Sequence[Organisation], **kwargs: Any) -> None:
    for reviewer in queries.staff_who_may(Permission.REVIEW):
        for organisation in organisations:
            news = [_verification(organisation)]
            write(kind=LetterKind.ORGANISATION_TO_VERIFY, recipient=reviewer, news=news)


@receiver(accounts.organisations_verified)
def tell_that_it_is_verified(organisations: Sequence[Organisation], **kwargs: Any) -> None:
    _tell_organisations(LetterKind.ORGANISATION_VERIFIED, organisations)


@receiver(accounts.organisations_refused)
def tell_that_it_is_not_verified(organisations: Sequence[Organisation], **kwargs: Any) -> None:
    _tell_organisations(LetterKind.ORGANISATION_REFUSED, organisations)


def _tell_organisations(kind: LetterKind, organisations: Sequence[Organisation]) -> None:
    for organisation in organisations:
        for membership in queries.editors_of([organisation]):
            write(kind=kind, recipient=membership.user, news=[_verification(organisation)])


def _verification(organisation: Organisation) -> News:
    """Each move of its verification is told once."""
    key = f"{organisation.public_id}:{_millisecond(organisation.verification_at)}"
    return News(key, {"organisation": organisation.public_id})


@receiver(accounts.memberships_asked)
def ask_who_decides(memberships: Sequence[Membership], **kwargs: Any) -> None:
    """Its owners decide; an organisation without one is the staff's business."""
    for membership in memberships:
        owners = queries.owners_of(membership.organisation)
        for decider in owners or queries.staff_who_may(Permission.REVIEW):
            news = [_membership(membership, membership.asked_at)]
            write(kind=LetterKind.MEMBERSHIP_ASKED, recipient=decider, news=news)


@receiver(accounts.memberships_decided)
def tell_who_asked(memberships: Sequence[Membership], **kwargs: Any) -> None:
    for membership in memberships:
        if membership.state in {MembershipState.ACTIVE, MembershipState.REFUSED}:
            news = [_membership(membership, membership.decided_at)]
            write(kind=LetterKind.MEMBERSHIP_DECIDED, recipient=membership.user, news=news)


def _membership(membership: Membership, at: datetime | None) -> News:
    return News(f"{membership.public_id}:{_millisecond(at)}", {"membership": membership.public_id})
