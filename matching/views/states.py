"""Which badge a proposal wears, for staff and for a party."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from matching.enums import Answer, Closing, ProposalState
from matching.models import Proposal, ProposalAnswer


def badge_of(proposal: Proposal) -> dict[str, str]:
    """{state, label, detail} for staff: what was decided and why, or how it closed."""
    state, label, detail = proposal.state, "", ""
    if state == ProposalState.PROPOSED and proposal.held_until and proposal.held_until > timezone.now():
        label, detail = (
            pgettext("a proposal", "On hold"),
            date_format(timezone.localtime(proposal.held_until), "SHORT_DATE_FORMAT"),
        )
    elif state == ProposalState.DECLINED:
        detail = proposal.get_decline_kind_display()
    elif state == ProposalState.CLOSED:
        state = proposal.closing
    return {"state": state, "label": label, "detail": detail}


def badge_for(proposal: Proposal, mine: ProposalAnswer | None) -> dict[str, str]:
    """{state, label, detail} for a party: its own answer first; the other side's stays its own."""
    if proposal.contacts_opened_at:
        return {"state": "taken_up", "label": _("Contacts are open"), "detail": ""}
    if proposal.closing == Closing.LAPSED:
        return {"state": proposal.closing, "label": "", "detail": ""}
    if mine and mine.answer != Answer.NONE:
        detail = mine.get_decline_kind_display() if mine.decline_kind else ""
        return {"state": mine.answer, "label": _words(mine), "detail": detail}
    if proposal.state == ProposalState.CLOSED:
        return {"state": proposal.closing, "label": "", "detail": ""}
    return {"state": "proposed", "label": _("Waiting for your answer"), "detail": ""}


def _words(answer: ProposalAnswer) -> str:
    if answer.answer == Answer.INTERESTED:
        return _("You are interested")
    return _("You declined")
