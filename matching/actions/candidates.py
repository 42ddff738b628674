"""Candidates: the best partners of each listing, rewritten by each match, seen by staff only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from catalog.enums import Kind
from catalog.models import Listing
from matching import corpus, search
from matching.actions.difference import Kept
from matching.engine import Index, Match
from matching.models import Candidate, MatchRequest
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
    orders: dict[str, list[str]] = field(default_factory=dict)  # of an offer: its needs -> their best offers


def find(*, listing: Listing, live: search.Live | None = None) -> Finding:
    """Ask the engine, without any transaction: this is where the time goes."""
    index = (live or search.current()).index
    other = Kind(listing.kind).other
    own = Listing.objects.published().filter(organisation=listing.organisation_id, kind=other)
    matches = index.match(
        corpus.document(listing),
        kind=str(other),
        limit=max(DEEP, settings.CANDIDATES_PER_LISTING),
        exclude=set(own.values_list("public_id", flat=True)),
    )
    orders = {} if listing.is_need else _orders(index, listing, matches)
    return Finding(listing, index, tuple(matches), {match.key: match for match in matches}, orders)


def _orders(index: Index, offer: Listing, matches: Sequence[Match]) -> dict[str, list[str]]:
    """The best offers of each need that an offer may rank among: their order is not that of the scores alone."""
    best = [match.key for match in matches[: settings.CANDIDATES_PER_LISTING]]
    pairs = Candidate.objects.filter(offer=offer).values("need")
    rows = Listing.objects.published().filter(Q(public_id__in=best) | Q(pk__in=pairs))
    needs = [need for need in rows.only("public_id", "organisation") if index.has(need.public_id)]
    own = own_listings({need.organisation_id for need in needs}, Kind.OFFER)
    found = index.best_many(
        index.numbers([need.public_id for need in needs]),
        kind=str(Kind.OFFER),
        limit=settings.CANDIDATES_PER_LISTING,
        hidden={
            at: index.numbers(own[need.organisation_id])
            for at, need in enumerate(needs)
            if need.organisation_id in own
        },
    )
    return {need.public_id: index.names(ids) for need, (ids, _scores) in zip(needs, found, strict=True)}


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
        self.mine, self.theirs = ("need", "offer") if self.listing.is_need else ("offer", "need")
        self.best = [match.key for match in finding.matches[: settings.CANDIDATES_PER_LISTING]]
        pairs = Candidate.objects.filter(**{self.mine: self.listing})
        self.partners = {
            partner.pk: partner
            for partner in Listing.objects.published()
            .filter(Q(public_id__in=self.best) | Q(pk__in=pairs.values(self.theirs)))
            .only("public_id", "revision")
        }
        ordered = {key for order in finding.orders.values() for key in order}
        lists = Candidate.objects.filter(
            Q(**{f"rank_for_{self.theirs}__isnull": False}) | Q(**{f"{self.mine}__public_id__in": ordered}),
            **{f"{self.theirs}__in": list(self.partners)},
        )
        rows = (pairs | lists).annotate(key=F(f"{self.mine}__public_id"))
        self.rows: dict[tuple[int, int], Any] = {(row.need_id, row.offer_id): row for row in rows}
        self.before = {key: _facts(row) for key, row in self.rows.items()}
        self.short: list[Listing] = []  # needs with a candidate that has no row yet

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
        if self.short:
            MatchRequest.objects.ask(self.short)
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
                if row is not None:
                    row.rank_for_need = row.rank_for_offer = None
                continue
            if row is None:
                row = self.rows[key] = Candidate(need_id=key[0], offer_id=key[1])
            row.score, row.strength = match.score, match.strength
            setattr(row, f"{self.mine}_revision", self.listing.revision)
            setattr(row, f"{self.theirs}_revision", partner.revision)
            setattr(row, f"rank_for_{self.mine}", ranks.get(partner.public_id))

    def _rank_for_partner(self, partner: Listing) -> None:
        """The list of one partner, with this listing at its new place."""
        rank = f"rank_for_{self.theirs}"
        if partner.public_id in self.finding.orders:
            self._rank_for_need(partner)
            return
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
        """A need orders its offers in two stages, so the engine says the places. One without a row has the need matched again."""
        order = {key: place for place, key in enumerate(self.finding.orders[need.public_id], start=1)}
        rows = [row for row in self.rows.values() if row.need_id == need.pk]
        for row in rows:
            row.rank_for_need = order.get(self._key_of(row))
        if set(order) - {self._key_of(row) for row in rows}:
            self.short.append(need)

    def _key_of(self, row: Candidate) -> str:
        """The public_id of the row's listing on the same side as ours: ties are broken by it."""
        if getattr(row, f"{self.mine}_id") == self.listing.pk:
            return self.listing.public_id
        return str(getattr(row, "key"))  # noqa: B009 -- annotated, no field of the model


def _facts(row: Candidate) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in WRITTEN if name != "found_at")


def _is_ranked(row: Candidate) -> bool:
    return row.rank_for_need is not None or row.rank_for_offer is not None


def _unsaved(row: Candidate) -> Candidate:
    """The same values for an upsert by pair."""
    values = {name: getattr(row, name) for name in WRITTEN}
    return Candidate(need_id=row.need_id, offer_id=row.offer_id, **values)
