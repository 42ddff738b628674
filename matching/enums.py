"""The vocabulary of matching and the table of legal moves of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import Look, StateChoices


class ProposalState(StateChoices):
    PROPOSED = "proposed", Look("wait", "clock", _("Proposed")), _("waiting for review")
    APPROVED = "approved", Look("live", "check", _("Approved")), _("approved")
    DECLINED = "declined", Look("stop", "close", _("Declined")), _("declined")
    CLOSED = "closed", Look("ended", "ring", _("Closed")), _("closed")


COMES_FROM = {
    ProposalState.APPROVED: {ProposalState.PROPOSED},
    ProposalState.DECLINED: {ProposalState.PROPOSED},
    ProposalState.CLOSED: {ProposalState.PROPOSED, ProposalState.APPROVED},
    ProposalState.PROPOSED: {ProposalState.APPROVED, ProposalState.DECLINED},  # undo, for 30 seconds
}


class Closing(StateChoices):
    TAKEN_UP = "taken_up", Look("good", "flag", _("Taken up")), _("taken up")
    NOT_TAKEN_UP = "not_taken_up", Look("ended", "minus", _("Not taken up")), _("not taken up")
    LAPSED = "lapsed", Look("ended", "ring", _("Lapsed")), _("lapsed")


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


class Answer(StateChoices):
    NONE = "none", Look("wait", "clock", _("No answer yet")), _("no answer yet")
    INTERESTED = "interested", Look("good", "check", _("Interested")), _("interested")
    NOT_INTERESTED = "not_interested", Look("ended", "minus", _("Not interested")), _("not interested")


class Judge(models.TextChoices):
    """Who said something to a proposal."""

    STAFF = "staff", _("staff")
    NEED = "need", _("need")
    OFFER = "offer", _("offer")


class Origin(models.TextChoices):
    MATCHER = "matcher", _("the matcher")
    REVIEWER = "reviewer", _("a reviewer")


class RunState(StateChoices):
    RUNNING = "running", Look("live", "arrow", _("Running")), _("running")
    DONE = "done", Look("good", "check", pgettext_lazy("work", "Done")), _("done")
    CANCELLED = "cancelled", Look("ended", "minus", _("Cancelled")), _("cancelled")
