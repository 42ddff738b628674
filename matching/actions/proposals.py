"""Proposals that a reviewer makes."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from catalog.models import Listing
from core import audit
from matching import corpus
from matching import index as live_index
from matching.actions.errors import NotAllowedHere, NotOpen
from matching.enums import Origin, Side
from matching.models import Candidate, Proposal
from matching.models.locks import on_savepoint
from matching.permissions import can_propose
from matching.signals import proposals_made


@transaction.atomic
def propose(*, need: Listing, offer: Listing, by: Actor) -> Proposal:
    """A reviewer puts a pair on the board, whatever the floor and the limits say."""
    if not can_propose(by, need, offer) or need.organisation_id == offer.organisation_id:
        raise NotAllowedHere(message=_("A colleague decides about pairs of your own organisation."))
    if not ((need.kind, offer.kind) == (Side.NEED, Side.OFFER) and need.is_published and offer.is_published):
        raise NotOpen(message=_("One of the two is no longer published."))
    candidate = Candidate.objects.filter(need=need, offer=offer).first()
    score, strength = _score(need, offer, candidate)
    try:
        with on_savepoint():
            proposal = Proposal.objects.create(
                need=need,
                offer=offer,
                need_revision=need.revision,
                offer_revision=offer.revision,
                score=score,
                strength=strength,
                rank_for_need=candidate.rank_for_need if candidate else None,
                rank_for_offer=candidate.rank_for_offer if candidate else None,
                origin=Origin.REVIEWER,
                proposed_by=by.person,
            )
    except IntegrityError as error:
        raise NotOpen(message=_("The pair is on the board or approved.")) from error
    audit.record("proposal.made", proposal, by=by, strength=round(strength, 4))
    proposals_made.send(sender=Proposal, proposals=[proposal], by=by)
    return proposal


def _score(need: Listing, offer: Listing, candidate: Candidate | None) -> tuple[float, float]:
    revisions = (need.revision, offer.revision)
    if candidate is not None and (candidate.need_revision, candidate.offer_revision) == revisions:
        return candidate.score, candidate.strength
    explained = live_index.current_index().explain(corpus.document(need), corpus.document(offer))
    return explained.score, explained.strength
