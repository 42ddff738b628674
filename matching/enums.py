"""The vocabulary of matching and the table of legal moves of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("waiting for review")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    CLOSED = "closed", _("closed")


COMES_FROM = {
    ProposalState.APPROVED: {ProposalState.PROPOSED},
    ProposalState.DECLINED: {ProposalState.PROPOSED},
    ProposalState.CLOSED: {ProposalState.PROPOSED, ProposalState.APPROVED},
    ProposalState.PROPOSED: {ProposalState.APPROVED, ProposalState.DECLINED},  # undo, for 30 seconds
}


class Closing(models.TextChoices):
    TAKEN_UP = "taken_up", _("taken up")
    NOT_TAKEN_UP = "not_taken_up", _("not taken up")
    LAPSED = "lapsed", _("lapsed")


class DeclineKind(models.TextChoices):
    """Asked of staff and of both sides, in the order of the keys 1-9, 0."""

    TOO_EARLY = "too_early", _("too early")
    BENEFIT_UNCLEAR = "benefit_unclear", _("benefit over existing unclear")
    ROUTE_UNCLEAR = "route_unclear", _("commercial route unclear")
    DESCRIPTION_UNCLEAR = "description_unclear", _("description unclear")
    OUTSIDE_FIELD = "outside_field", _("outside our field")
    ALREADY_SOLVED = "already_solved", _("already solved")
    BUDGET = "budget", _("budget")
    IPR = "ipr", _("IPR")
    NOT_REACHABLE = "not_reachable", _("not reachable")
    OTHER = "other", _("other, in words")


class Side(models.TextChoices):
    NEED = "need", _("need")
    OFFER = "offer", _("offer")

    @property
    def other(self) -> "Side":
        return Side.OFFER if self == Side.NEED else Side.NEED


class Answer(models.TextChoices):
    NONE = "none", _("no answer yet")
    INTERESTED = "interested", _("interested")
    NOT_INTERESTED = "not_interested", _("not interested")


class Judge(models.TextChoices):
    """Who said something to a proposal."""

    STAFF = "staff", _("staff")
    NEED = "need", _("need")
    OFFER = "offer", _("offer")


class Origin(models.TextChoices):
    MATCHER = "matcher", _("the matcher")
    REVIEWER = "reviewer", _("a reviewer")


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
