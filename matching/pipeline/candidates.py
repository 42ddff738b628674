"""Candidates: the best partners of each listing, rewritten by each match, seen by staff only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Listing
from matching import corpus
from matching import index as live_index
from matching.engine import MISSING, Index, Match, SearchRequest
from matching.enums import Side
from matching.models import Candidate
from matching.pipeline import reading
from matching.pipeline.difference import Kept
from matching.queries import own_listings

DEEP = (
    500  # scores beyond the best few: pairs that only the other side ranks are brought up to date from them
)
WRITTEN = [
    "score",
    "strength",
    "rank_for_need",
    "rank_for_offer",
    "need_revision",
    "offer_revision",
    "found_at",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the engine answered for one listing; nothing is written yet."""

    listing: Listing
    index: Index
    matches: tuple[Match, ...]
    scores: dict[str, Match] = field(default_factory=dict)
    orders: dict[str, list[Match]] = field(
        default_factory=dict
    )  # of an offer: its needs -> their best offers


def find(*, listing: Listing, live: live_index.Live | None = None) -> Finding:
    """Ask the engine, without any transaction: this is where the time goes. May raise
    corpus.UnreadableListing.
    """
    index = (live or live_index.current()).index
    other = Side(listing.kind).other
    own = Listing.objects.published().filter(organisation=listing.organisation_id, kind=other)
    matches = index.match_one(
        SearchRequest(
            corpus.checked_document(listing),
            kind=str(other),
            limit=max(DEEP, settings.CANDIDATES_PER_LISTING),
            exclude={0: index.ids_of(list(own.values_list("public_id", flat=True)))},
        )
    )
    orders = {} if listing.kind == Side.NEED else _orders(index, listing, matches)
    return Finding(listing, index, tuple(matches), {match.key: match for match in matches}, orders)


def _orders(index: Index, offer: Listing, matches: Sequence[Match]) -> dict[str, list[Match]]:
    """The best offers of each need that an offer may rank among:
    their order is not that of the scores alone."""
    keys = {match.key for match in matches[: settings.CANDIDATES_PER_LISTING]}
    keys |= set(Candidate.objects.filter(offer=offer).values_list("need__public_id", flat=True))
    rows = Listing.objects.published().filter(public_id__among=keys).values_list("public_id", "organisation")
    needs = dict(rows)
    numbers = index.ids_of(list(needs))
    needs = {
        key: owner for (key, owner), number in zip(needs.items(), numbers, strict=True) if number != MISSING
    }
    own = own_listings(set(needs.values()), Side.OFFER)
    found = index.match(
        SearchRequest(
            numbers[numbers != MISSING],
            kind=str(Side.OFFER),
            limit=settings.CANDIDATES_PER_LISTING,
            exclude={at: index.ids_of(own[owner]) for at, owner in enumerate(needs.values()) if owner in own},
        )
    )
    return dict(zip(needs, index.matches_of(found), strict=True))


def refresh(*, listing: Listing) -> Kept:
    """Find and keep in one go, for a listing that nobody else works on."""
    return keep(finding=find(listing=listing))


def keep(*, finding: Finding) -> Kept:
    """Write what changed: this listing's own ranks, and its place in the ranks of each partner.

    Call it inside a transaction, in the turn of PROPOSING.
    """
    table = _Table(finding)
    return table.write()


def clear(*, listings: Iterable[Listing]) -> int:
    """Listings that are no longer published have no candidates and are nobody's."""
    keys = [listing.pk for listing in listings]
    removed, _per_model = Candidate.objects.filter(Q(need__in=keys) | Q(offer__in=keys)).delete()
    return removed


class _Table:
    """The rows around one listing: its pairs, and the lists of its partners, before and after."""

    def __init__(self, finding: Finding):
        self.finding, self.listing = finding, finding.listing
        self.mine, self.theirs = ("need", "offer") if self.listing.kind == Side.NEED else ("offer", "need")
        self.best = [match.key for match in finding.matches[: settings.CANDIDATES_PER_LISTING]]
        pairs = Candidate.objects.filter(**{self.mine: self.listing})
        self.partners = {
            partner.pk: partner
            for partner in Listing.objects.published()
            .filter(Q(public_id__in=self.best) | Q(pk__in=pairs.values(self.theirs)))
            .only("public_id", "revision")
        }
        self.listed = _listed({match.key for order in finding.orders.values() for match in order})
        lists = Candidate.objects.filter(
            Q(**{f"rank_for_{self.theirs}__isnull": False})
            | Q(**{f"{self.mine}__in": [pk for pk, _revision in self.listed.values()]}),
            **{f"{self.theirs}__in": list(self.partners)},
        )
        rows = (pairs | lists).annotate(key=F(f"{self.mine}__public_id"))
        self.rows: dict[tuple[int, int], Any] = {(row.need_id, row.offer_id): row for row in rows}
        self.before = {key: _facts(row) for key, row in self.rows.items()}

    def write(self) -> Kept:
        self._rank_for_listing()
        for partner in self.partners.values():
            self._rank_for_partner(partner)
        gone = [row.pk for row in self.rows.values() if row.pk and not _is_ranked(row)]
        ranked = {key: row for key, row in self.rows.items() if _is_ranked(row)}
        new = [row for key, row in ranked.items() if key not in self.before]
        changed = [
            row for key, row in ranked.items() if key in self.before and _facts(row) != self.before[key]
        ]
        now = timezone.now()
        for row in (*new, *changed):
            row.found_at = now
        Candidate.objects.filter(pk__in=gone).delete()
        Candidate.objects.bulk_create(
            [_unsaved(row) for row in sorted((*new, *changed), key=lambda row: (row.need_id, row.offer_id))],
            update_conflicts=True,
            unique_fields=["need", "offer"],
            update_fields=WRITTEN,
        )
        return Kept(len(new), len(changed), len(gone))

    def _pair(self, partner: Listing) -> tuple[int, int]:
        return (self.listing.pk, partner.pk) if self.mine == "need" else (partner.pk, self.listing.pk)

    def _rank_for_listing(self) -> None:
        """The pairs of the listing itself: scores, revisions and its own ranks."""
        ranks = {key: rank for rank, key in enumerate(self.best, start=1)}
        alive = {self._pair(partner) for partner in self.partners.values()}
        for key, pair in self.rows.items():
            if getattr(pair, f"{self.mine}_id") == self.listing.pk and key not in alive:
                pair.rank_for_need = pair.rank_for_offer = None
        for partner in self.partners.values():
            key, match = self._pair(partner), self.finding.scores.get(partner.public_id)
            row = self.rows.get(key)
            if match is None:
                if row is not None and self.finding.index.has(partner.public_id):
                    row.rank_for_need = row.rank_for_offer = None
                continue  # who came after the index was asked has been matched, or will be
            if row is None:
                row = self.rows[key] = Candidate(need_id=key[0], offer_id=key[1])
            row.score, row.strength = match.score, match.strength
            setattr(row, f"{self.mine}_revision", self.listing.revision)
            setattr(row, f"{self.theirs}_revision", partner.revision)
            setattr(row, f"rank_for_{self.mine}", ranks.get(partner.public_id))

    def _rank_for_partner(self, partner: Listing) -> None:
        """The list of one partner, with this listing at its new place."""
        if self.theirs == "need":
            self._rank_for_need(partner)
            return
        rank = f"rank_for_{self.theirs}"
        own, found = self._pair(partner), partner.public_id in self.finding.scores
        entries = [
            (-row.score, self._key_of(row), key)
            for key, row in self.rows.items()
            if getattr(row, f"{self.theirs}_id") == partner.pk
            and (found if key == own else getattr(row, rank) is not None)
        ]
        for place, (_score, _public_id, key) in enumerate(sorted(entries), start=1):
            setattr(self.rows[key], rank, place if place <= settings.CANDIDATES_PER_LISTING else None)

    def _rank_for_need(self, need: Listing) -> None:
        """A need orders its offers in two stages, so the engine says the places.

        Its own match, with a newer index, has the last word: a need that came meanwhile is left alone, and
        offers that this finding's index does not know keep a place by their score.
        """
        found = self.finding.orders.get(need.public_id)
        if found is None:
            return
        rows = {self._key_of(row): row for row in self.rows.values() if row.need_id == need.pk}
        order = [self._put(rows, need, match) for match in found if match.key in self.listed]
        known = {match.key for match in found}
        newer = [
            row
            for key, row in rows.items()
            if row.rank_for_need is not None and key not in known and not self.finding.index.has(key)
        ]
        for row in sorted(newer, key=lambda row: (-row.score, self._key_of(row))):
            place = next((at for at, other in enumerate(order) if other.score < row.score), len(order))
            order.insert(place, row)
        for row in rows.values():
            row.rank_for_need = None
        for place, row in enumerate(order[: settings.CANDIDATES_PER_LISTING], start=1):
            row.rank_for_need = place

    def _put(self, rows: dict[str, Any], need: Listing, match: Match) -> Any:
        """The row of a need and one of its best offers, as the engine has them now."""
        pk, revision = self.listed[match.key]
        row: Any = rows.get(match.key)
        if row is None:
            row = rows[match.key] = self.rows[need.pk, pk] = Candidate(need_id=need.pk, offer_id=pk)
            row.key = match.key
        row.score, row.strength = match.score, match.strength
        row.need_revision, row.offer_revision = need.revision, revision
        return row

    def _key_of(self, row: Candidate) -> str:
        """The public_id of the row's listing on the same side as ours: ties are broken by it."""
        if getattr(row, f"{self.mine}_id") == self.listing.pk:
            return self.listing.public_id
        return str(getattr(row, "key"))  # noqa: B009 -- annotated, no field of the model


def _listed(keys: Collection[str]) -> dict[str, tuple[int, int]]:
    """Key and revision in the database of those of these listings that are published."""
    ordered = sorted(keys)
    rows = reading.published(ordered)[["pk", "revision"]].tolist() if ordered else []
    return {key: row for key, row in zip(ordered, rows, strict=True) if row[0]}


def _facts(row: Candidate) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in WRITTEN if name != "found_at")


def _is_ranked(row: Candidate) -> bool:
    return row.rank_for_need is not None or row.rank_for_offer is not None


def _unsaved(row: Candidate) -> Candidate:
    """The same values for an upsert by pair."""
    values = {name: getattr(row, name) for name in WRITTEN}
    return Candidate(need_id=row.need_id, offer_id=row.offer_id, **values)
