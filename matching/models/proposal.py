from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import User
from accounts.roles import Permission
from catalog.enums import ListingState
from catalog.models import Listing
from core.fields import PublicIdField
from matching.enums import Answer, Closing, DeclineKind, Origin, ProposalState, Side

UNDO = timedelta(seconds=30)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def pending(self) -> Self:
        return self.filter(state=ProposalState.PROPOSED)

    def awaiting(self) -> Self:
        """Pending ones that somebody may decide now: not put off."""
        return self.pending().filter(Q(held_until=None) | Q(held_until__lte=timezone.now()))

    def held(self) -> Self:
        return self.pending().filter(held_until__gt=timezone.now())

    def approved(self) -> Self:
        return self.filter(state=ProposalState.APPROVED)

    def open(self) -> Self:
        return self.filter(state__in=[ProposalState.PROPOSED, ProposalState.APPROVED])

    def unsettled(self) -> Self:
        """Waiting for review, or approved while contacts are not open: what ends when a listing leaves."""
        return self.open().filter(contacts_opened_at=None)

    def between_published(self) -> Self:
        return self.filter(need__state=ListingState.PUBLISHED, offer__state=ListingState.PUBLISHED)

    def of(self, listing: Listing) -> Self:
        return self.filter(Q(need=listing) | Q(offer=listing))

    def visible_to(self, actor: Actor) -> Self:
        """Reviewers see all; each side sees what was approved and sent to it."""
        return self.all() if actor.may(Permission.REVIEW) else self.sent_to(actor)

    def sent_to(self, actor: Actor) -> Self:
        """What was approved and sent to an organisation of the actor, whatever came of it."""
        mine = Q(need__organisation__in=actor.organisation_ids) | Q(
            offer__organisation__in=actor.organisation_ids
        )
        return self.filter(
            mine, Q(state=ProposalState.APPROVED) | Q(answers__sent_at__isnull=False)
        ).distinct()

    def not_of(self, actor: Actor) -> Self:
        """Without those of the actor's own organisations."""
        return self.exclude(need__organisation__in=actor.organisation_ids).exclude(
            offer__organisation__in=actor.organisation_ids
        )

    def with_pair(self) -> Self:
        """With both listings, their owners and patents, the answers and who decided,
        in a fixed number of queries."""
        return self.select_related(
            "need__organisation", "offer__organisation", "decided_by"
        ).prefetch_related("need__patent_links__patent", "offer__patent_links__patent", "answers__by")


class Proposal(models.Model):
    """A candidate on the board: staff decide, then both sides answer."""

    public_id = PublicIdField()
    need = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="proposals_as_need")
    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="proposals_as_offer")
    need_revision = models.PositiveIntegerField()
    offer_revision = models.PositiveIntegerField()
    score = models.FloatField()
    strength = models.FloatField()
    rank_for_need = models.PositiveSmallIntegerField(null=True, blank=True)  # when it was made; empty: in no
    rank_for_offer = models.PositiveSmallIntegerField(null=True, blank=True)  # list of candidates then
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MATCHER)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decline_kind = models.CharField(max_length=20, choices=DeclineKind, blank=True)
    note = models.TextField(_("note"), blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=20, choices=Closing, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    contacts_opened_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-strength", "proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_open_once_per_pair",
                fields=["need", "offer"],
                condition=Q(state__in=["proposed", "approved"]),
            ),
            models.CheckConstraint(
                name="proposal_decided_iff_decision_date",
                condition=Q(state="proposed", decided_at=None)
                | Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | Q(state="closed"),
            ),
            models.CheckConstraint(
                name="proposal_declined_iff_decline_kind",
                condition=Q(state="declined") & ~Q(decline_kind="")
                | ~Q(state="declined") & Q(decline_kind=""),
            ),
            models.CheckConstraint(
                name="proposal_closed_iff_closing",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(closing="")
                | ~Q(state="closed") & Q(closed_at=None, closing=""),
            ),
            models.CheckConstraint(name="proposal_pairs_two_listings", condition=~Q(need=F("offer"))),
        ]
        indexes = [models.Index(name="proposal_board", fields=["state", "-strength", "proposed_at"])]

    def __str__(self) -> str:
        return f"{self.need} / {self.offer}"

    def get_absolute_url(self) -> str:
        return reverse("matching:proposal", args=[self.public_id])

    @property
    def is_awaiting(self) -> bool:
        """Somebody may decide it now: pending and not put off."""
        put_off = self.held_until is not None and self.held_until > timezone.now()
        return self.state == ProposalState.PROPOSED and not put_off

    @property
    def is_open(self) -> bool:
        return self.state in {ProposalState.PROPOSED, ProposalState.APPROVED}

    @property
    def was_turned_down(self) -> bool:
        """By staff or by one of the sides; a lapsed one was not."""
        return self.state == ProposalState.DECLINED or self.closing == Closing.NOT_TAKEN_UP

    @property
    def is_answerable(self) -> bool:
        """Approved, contacts not open yet, and both listings can still be read."""
        both = self.need.is_published and self.offer.is_published
        return self.state == ProposalState.APPROVED and self.contacts_opened_at is None and both

    def side_of(self, actor: Actor) -> Side | None:
        """The side whose organisation the actor belongs to; the acting organisation decides if both."""
        acting = actor.organisation.pk if actor.organisation else None
        sides = {Side.NEED: self.need.organisation_id, Side.OFFER: self.offer.organisation_id}
        for side, organisation in sides.items():
            if organisation == acting:
                return side
        return next((side for side, pk in sides.items() if pk in actor.organisation_ids), None)

    def listing_of(self, side: str) -> Listing:
        return self.need if side == Side.NEED else self.offer


class ProposalAnswer(models.Model):
    """What one side said to an approved proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=10, choices=Side)
    sent_at = models.DateTimeField(null=True, blank=True)
    viewed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, choices=Answer, default=Answer.NONE)
    decline_kind = models.CharField(max_length=20, choices=DeclineKind, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="answer_once_per_side", fields=["proposal", "side"]),
            models.CheckConstraint(
                name="answer_given_iff_answer_date",
                condition=Q(answer="none", at=None) | (~Q(answer="none") & Q(at__isnull=False)),
            ),
            models.CheckConstraint(
                name="answer_kind_only_when_not_interested",
                condition=Q(decline_kind="") | Q(answer="not_interested"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.side}: {self.answer}"
