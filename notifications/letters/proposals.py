"""Letters about proposals: what staff approved, and that both sides may now know each other."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from catalog.enums import ListingState
from catalog.models import Listing
from core.registries import LetterSpec
from matching.enums import ProposalState, Side
from matching.formatting import GRADE_WORDS
from matching.models import Proposal
from matching.rules import grade
from notifications.enums import LetterKind
from notifications.letters.content import SHOWN, address_of, block, news_of, reader_of, title_of
from notifications.letters.why import why
from notifications.models import Letter


def approved(letter: Letter) -> dict[str, Any] | None:
    """Proposals that are still approved, between listings that are still published."""
    if letter.recipient is None:
        return None
    reader = reader_of(letter.recipient)
    pairs = _pairs(
        letter,
        reader,
        Q(
            state=ProposalState.APPROVED,
            need__state=ListingState.PUBLISHED,
            offer__state=ListingState.PUBLISHED,
        ),
    )
    if not pairs:
        return None
    content = _content(pairs, reader)
    if len(pairs) > 1:
        return content | {"button_url": address_of("matching:mine"), "reasons": [], "reviewer": ""}
    proposal, _side = pairs[0]
    return content | {
        "reasons": why(proposal),
        "deadline": proposal.need.deadline,
        "button_url": address_of("matching:proposal", proposal.public_id),
    }


def opened(letter: Letter) -> dict[str, Any] | None:
    """Both sides are interested: the letter names the other one, the page shows how to reach them."""
    if letter.recipient is None:
        return None
    reader = reader_of(letter.recipient)
    pairs = _pairs(letter, reader, Q(contacts_opened_at__isnull=False))
    if not pairs:
        return None
    proposal, _side = pairs[0]
    return _content(pairs, reader) | {"button_url": address_of("matching:proposal", proposal.public_id)}


def _pairs(letter: Letter, reader: Actor, still: Q) -> list[tuple[Proposal, Side]]:
    """(proposal, the reader's side) for each piece of news that is still true and still the reader's
    business."""
    news = [(data["proposal"], Side(data["side"])) for data in news_of(letter)]
    rows = Proposal.objects.filter(still, public_id__in=[key for key, _side in news]).select_related(
        "need__organisation", "offer__organisation", "decided_by"
    )
    found = {proposal.public_id: proposal for proposal in rows}
    return [
        (found[key], side)
        for key, side in news
        if key in found and reader.may_edit_for(found[key].listing_of(side).organisation)
    ]


def _content(pairs: list[tuple[Proposal, Side]], reader: Actor) -> dict[str, Any]:
    blocks = [_block(proposal, side, reader, len(pairs) > 1) for proposal, side in pairs[:SHOWN]]
    proposal, side = pairs[0]
    return {
        "blocks": blocks,
        "count": len(pairs),
        "more": len(pairs) - len(blocks),
        "side": str(side),
        "mine": blocks[0]["mine"],
        "theirs": blocks[0]["title"],
        "owner": blocks[0]["owner"],
        "organisation": proposal.listing_of(side).organisation.name,
        "reviewer": proposal.decided_by.name if proposal.decided_by else "",
        "deadline": None,
    }


def _block(proposal: Proposal, side: Side, reader: Actor, several: bool) -> dict[str, Any]:
    other = proposal.listing_of(side.other)
    mine = _title(proposal.listing_of(side))
    shown = block(
        other,
        reader,
        opened=proposal.contacts_opened_at is not None,
        mine=mine,
        answers=mine if several else "",  # a bundle says for which listing each one is
        fit=GRADE_WORDS[grade(proposal.strength)],
        score=f"{proposal.strength:.2f}",
        note=proposal.note,
    )
    if other.is_published:
        return shown
    return shown | {"title": _title(other), "lang": "", "facts": [], "place": ""}


def _title(listing: Listing) -> str:
    """Of a listing that is published; contacts outlast it, its text does not."""
    if listing.is_published:
        return title_of(listing)
    return str(listing.kind_spec.words.title)


LETTERS = (
    LetterSpec(LetterKind.PROPOSALS, _("proposals"), approved, gathers=True),
    LetterSpec(LetterKind.CONTACTS_OPENED, _("contacts opened"), opened),
)
