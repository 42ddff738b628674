"""Reads over several models of matching."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from catalog.fields import FIELDS
from catalog.models import Listing, ListingVersion
from matching.enums import ProposalState
from matching.models import Candidate, Proposal
from matching.models.proposal import UNDO

DAYS = 14  # over which the pace of decisions is measured

# Texts that no rule about pairs reads: many listings are loaded without them.
LONG = (*FIELDS.names("is_long"), "review_note", "source_record")


def matters(changed: Iterable[str]) -> bool:
    """Whether a change of these fields touches texts, facets or hard demands."""
    return any(FIELDS[name].matters for name in changed if name in FIELDS)


def pair_ranks(proposal: Proposal) -> tuple[int | None, int, int | None, int]:
    """(rank for the need, of how many, rank for the offer, of how many); None: not among its candidates."""
    row = Candidate.objects.filter(need=proposal.need_id, offer=proposal.offer_id).first()
    of = Candidate.objects.aggregate(
        need=Count("pk", filter=Q(need=proposal.need_id, rank_for_need__isnull=False)),
        offer=Count("pk", filter=Q(offer=proposal.offer_id, rank_for_offer__isnull=False)),
    )
    return (
        row.rank_for_need if row else None,
        of["need"],
        row.rank_for_offer if row else None,
        of["offer"],
    )


def ranks_of_pairs(
    pairs: Iterable[tuple[int, int]],
) -> dict[tuple[int, int], tuple[int | None, int | None]]:
    """(rank for the need, rank for the offer) of those of these pairs that are candidates."""
    wanted = set(pairs)
    rows = Candidate.objects.filter(
        need__among={need for need, _ in wanted}, offer__among={offer for _, offer in wanted}
    )
    found = rows.order_by().values_list("need", "offer", "rank_for_need", "rank_for_offer")
    return {
        (need, offer): (for_need, for_offer)
        for need, offer, for_need, for_offer in found
        if (need, offer) in wanted
    }


def decisions_per_day() -> float:
    """How many proposals staff decide in a day: their own pace of late, else the setting."""
    decided = Proposal.objects.filter(
        decided_at__gte=timezone.now() - timedelta(days=DAYS), decided_by__isnull=False
    ).count()
    return decided / DAYS if decided >= DAYS else float(settings.DECISIONS_PER_DAY)


def places_taken(listings: Iterable[int]) -> dict[int, int]:
    """Pending proposals per listing, whoever put them on the board.

    One just decided keeps its place until undo has passed: taken back, it is pending again.
    """
    keys = set(listings)
    rows = Proposal.objects.filter(Q(need__among=keys) | Q(offer__among=keys)).filter(
        Q(state=ProposalState.PROPOSED)
        | Q(
            state__in=[ProposalState.APPROVED, ProposalState.DECLINED],
            decided_at__gt=timezone.now() - UNDO,
        )
    )
    taken: dict[int, int] = defaultdict(int)
    for need, offer in rows.values_list("need", "offer"):
        taken[need] += 1
        taken[offer] += 1
    return taken


def past_of_pairs(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Proposal]]:
    """Earlier proposals of each pair (need, offer), the newest first."""
    wanted = set(pairs)
    rows = Proposal.objects.filter(
        need__among={need for need, _ in wanted}, offer__among={offer for _, offer in wanted}
    ).order_by("-pk")
    past: dict[tuple[int, int], list[Proposal]] = defaultdict(list)
    for row in rows:
        if (row.need_id, row.offer_id) in wanted:
            past[row.need_id, row.offer_id].append(row)
    return past


def revisions_that_matter(listings: Iterable[int]) -> dict[int, int]:
    """Per listing the newest revision that changed what matching reads."""
    newest: dict[int, int] = {}
    rows = ListingVersion.objects.filter(listing__among=set(listings)).values_list(
        "listing", "revision", "changed"
    )
    for listing, revision, changed in rows:
        if matters(changed):
            newest[listing] = max(revision, newest.get(listing, 0))
    return newest


def partners_of(listings: Iterable[Listing]) -> list[Listing]:
    """Published listings that have one of these among their candidates or waiting on the board with them."""
    keys = [listing.pk for listing in listings]
    partners: set[int] = set()
    for model, state in ((Candidate, {}), (Proposal, {"state": ProposalState.PROPOSED})):
        rows = model._default_manager.filter(Q(need__in=keys) | Q(offer__in=keys), **state)
        for pair in rows.values_list("need", "offer"):
            partners.update(pair)
    return list(Listing.objects.published().filter(pk__in=partners.difference(keys)))


def own_listings(organisations: Collection[int], kind: str) -> dict[int, list[str]]:
    """Per organisation the keys of its own listings of a kind: never its partners."""
    listings = Listing.objects.published().filter(kind=kind, organisation__among=organisations).order_by()
    found: dict[int, list[str]] = defaultdict(list)
    for organisation, key in listings.values_list("organisation_id", "public_id"):
        found[organisation].append(key)
    return dict(found)
