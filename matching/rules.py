"""The rules of the product: grades of a strength, the floor, places on the board, and all that keeps a pair
off it. Promotion and the page that explains it ask the same functions. Why these numbers: docs/matcher.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.models import Listing
from matching import constraints, queries
from matching.enums import Side
from matching.models import Proposal

FLOOR = 0.13  # calibrated on judged pairs
GRADES: tuple[tuple[int, float], ...] = ((5, 0.45), (4, 0.32), (3, 0.20), (2, FLOOR), (1, 0.0))


@dataclass(frozen=True, slots=True)
class Obstacle:
    code: str
    sentence: str


def grade(strength: float) -> int:
    """The grade 1..5 of a strength above 0; 0 for none at all."""
    if not strength > 0:  # not a number is no strength either
        return 0
    return next(number for number, least in GRADES if strength >= least)


def floor() -> float:
    """The strength below which nothing is proposed: the site's setting, else the engine's calibrated one."""
    chosen = settings.PROPOSAL_FLOOR
    return FLOOR if chosen is None or chosen < 0 else float(chosen)


def obstacle(need: Listing, offer: Listing, strength: float) -> Obstacle | None:
    """The first reason why this pair is not put on the board by the matcher, or None."""
    return next(obstacles(need, offer, strength), None)


def obstacles(need: Listing, offer: Listing, strength: float) -> Iterator[Obstacle]:
    """Every such reason, the weightiest first."""
    found = (
        *_of_the_listings(need, offer),
        _of_the_past(need, offer),
        _of_the_strength(strength),
        *_of_the_constraints(need, offer),
        _of_the_board(need),
        _of_the_board(offer),
    )
    return (entry for entry in found if entry)


def _of_the_listings(need: Listing, offer: Listing) -> Iterator[Obstacle]:
    if need.organisation_id == offer.organisation_id:
        yield Obstacle("same_organisation", _("Both sides belong to the same organisation."))
    for listing, sentence in (
        (need, _("The need is not published; its state: %(state)s.")),
        (offer, _("The offer is not published; its state: %(state)s.")),
    ):
        if not listing.is_published:
            yield Obstacle("not_published", sentence % {"state": listing.get_state_display()})


def _of_the_past(need: Listing, offer: Listing) -> Obstacle | None:
    past = queries.past_of_pairs([(need.pk, offer.pk)]).get((need.pk, offer.pk), [])
    return of_past(past, queries.revisions_that_matter([need.pk, offer.pk]))


def of_past(past: list[Proposal], changed: dict[int, int]) -> Obstacle | None:
    """`changed`: the newest revision of each listing in which something that matters changed."""
    for proposal in past:
        if proposal.is_open:
            return Obstacle("open", _("The pair is on the board or approved."))
        if proposal.was_turned_down and not (
            changed.get(proposal.need_id, 0) > proposal.need_revision
            or changed.get(proposal.offer_id, 0) > proposal.offer_revision
        ):
            return Obstacle(
                "turned_down", _("The pair was declined, and neither side has changed in a way that matters.")
            )
    return None


def _of_the_strength(strength: float) -> Obstacle | None:
    if strength >= floor():
        return None
    values = {"strength": f"{strength:.2f}", "floor": f"{floor():.2f}"}
    return Obstacle("floor", _("The strength of %(strength)s is below the floor of %(floor)s.") % values)


def _of_the_constraints(need: Listing, offer: Listing) -> Iterator[Obstacle]:
    for unmet in constraints.unmet(need, offer):
        yield Obstacle(f"must_match:{unmet.constraint}", unmet.sentence)


def _of_the_board(listing: Listing) -> Obstacle | None:
    if queries.places_taken([listing.pk]).get(listing.pk, 0) < places(listing.kind):
        return None
    if listing.kind == Side.NEED:
        return Obstacle("need_full", _("The need has as many proposals waiting as it may have."))
    return Obstacle("offer_full", _("The offer has as many proposals waiting as it may have."))


def places(kind: str) -> int:
    """Pending proposals that one listing of this kind may have."""
    return settings.PENDING_PER_NEED if kind == Side.NEED else settings.PENDING_PER_OFFER
