"""Letters about a listing on its way to publication: to its owner, and to reviewers."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import MAY_EDIT, Permission
from catalog.enums import ListingState
from catalog.models import Listing
from core.registries import LetterSpec
from notifications.enums import LetterKind
from notifications.letters.content import SHOWN, address_of, block, news_of, reader_of
from notifications.models import Letter

K, S = LetterKind, ListingState
STILL = {
    K.LISTING_SUBMITTED: S.SUBMITTED,
    K.LISTING_PUBLISHED: S.PUBLISHED,
    K.LISTING_RETURNED: S.RETURNED,
    K.LISTING_REJECTED: S.REJECTED,
    K.LISTING_TO_REVIEW: S.SUBMITTED,
}
WITH_NOTE = {K.LISTING_RETURNED, K.LISTING_REJECTED}
del K, S


CHUNK = 5000  # keys in one query: a database takes only so many parameters


def of_the_owner(letter: Letter) -> dict[str, Any] | None:
    """The listings that are still in the state the letter speaks of, to somebody who still acts for them."""
    if letter.recipient is None:
        return None
    reader = reader_of(letter.recipient)
    mine = [membership.organisation_id for membership in reader.memberships if membership.role in MAY_EDIT]
    found = _found(letter, Q(organisation__in=mine))
    return _content(letter, reader, found, address_of("catalog:mine")) if found else None


def to_review(letter: Letter) -> dict[str, Any] | None:
    if letter.recipient is None or Permission.REVIEW not in letter.recipient.permissions():
        return None
    reader = reader_of(letter.recipient)
    found = _found(letter, ~Q(organisation__in=reader.organisation_ids))
    return _content(letter, reader, found, address_of("catalog:moderation")) if found else None


def _found(letter: Letter, whose: Q) -> list[int]:
    """Keys only: an import tells of thousands of listings, and a letter shows ten."""
    keys = [data["listing"] for data in news_of(letter)]
    rows = Listing.objects.filter(whose, state=STILL[LetterKind(letter.kind)]).order_by("state_at", "pk")
    found: list[int] = []
    for start in range(0, len(keys), CHUNK):
        found += rows.filter(public_id__in=keys[start : start + CHUNK]).values_list("pk", flat=True)
    return found


def _content(letter: Letter, reader: Actor, found: list[int], all_of_them: str) -> dict[str, Any]:
    with_note = letter.kind in WITH_NOTE
    rows = Listing.objects.filter(pk__in=found[:SHOWN]).select_related("organisation")
    listings = list(rows.order_by("state_at", "pk"))
    blocks = [
        block(listing, reader, note=listing.review_note.strip() if with_note else "") for listing in listings
    ]
    single = len(found) == 1
    return {
        "blocks": blocks,
        "count": len(found),
        "more": len(found) - len(blocks),
        "first": blocks[0],
        "organisation": listings[0].organisation.name,
        "valid_until": listings[0].valid_until,
        "button_url": blocks[0]["url"]
        if single and letter.kind != LetterKind.LISTING_TO_REVIEW
        else all_of_them,
    }


LETTERS = (
    LetterSpec(LetterKind.LISTING_SUBMITTED, _("submission received"), of_the_owner),
    LetterSpec(LetterKind.LISTING_PUBLISHED, _("listing published"), of_the_owner),
    LetterSpec(LetterKind.LISTING_RETURNED, _("listing returned"), of_the_owner),
    LetterSpec(LetterKind.LISTING_REJECTED, _("listing rejected"), of_the_owner),
    LetterSpec(LetterKind.LISTING_TO_REVIEW, _("new listing to review"), to_review, gathers=True),
)
