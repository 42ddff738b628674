"""The reviewer's queue: its order, one's place in it, what comes before and after."""

import math
from dataclasses import dataclass

from django.db.models import Q

from accounts.actor import Actor
from matching import queries
from matching.models import Proposal
from matching.models.proposal import ProposalQuerySet


@dataclass(frozen=True, slots=True)
class Place:
    number: int
    total: int
    before: str  # public ids, "" at the ends
    after: str


def queue_of(actor: Actor) -> ProposalQuerySet:
    """What this reviewer may decide now, strongest first, then oldest."""
    return Proposal.objects.awaiting().not_of(actor).order_by("-strength", "proposed_at", "pk")


def place_of(proposal: Proposal, actor: Actor) -> Place:
    """Where the proposal stands (or stood) in the queue; its neighbours are found even when it has left."""
    queue = queue_of(actor)
    others = queue.exclude(pk=proposal.pk)
    ahead = Q(strength__gt=proposal.strength) | Q(strength=proposal.strength) & (
        Q(proposed_at__lt=proposal.proposed_at) | Q(proposed_at=proposal.proposed_at, pk__lt=proposal.pk)
    )
    before = others.filter(ahead)
    last = before.reverse().values_list("public_id", flat=True).first()
    first = others.exclude(ahead).values_list("public_id", flat=True).first()
    return Place(number=before.count() + 1, total=queue.count(), before=last or "", after=first or "")


def next_after(proposal: Proposal, actor: Actor) -> str:
    """The proposal to open after a decision: the next one, at the end the first that is left."""
    place = place_of(proposal, actor)
    if place.after:
        return place.after
    return queue_of(actor).exclude(pk=proposal.pk).values_list("public_id", flat=True).first() or ""


def days_of_work(waiting: int) -> int:
    """How long the queue lasts at the pace of the last two weeks."""
    return math.ceil(waiting / queries.decisions_per_day()) if waiting else 0
