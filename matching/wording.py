"""Sentences about a proposal that pages and refusals share."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.enums import ProposalState
from matching.models import Proposal


def decision_words(proposal: Proposal) -> str:
    """What somebody decided, for the place where the decision bar would be."""
    values: dict[str, Any] = {
        "who": proposal.decided_by or _("Somebody"),
        "when": date_format(timezone.localtime(proposal.decided_at), "DATETIME_FORMAT")
        if proposal.decided_at
        else "",
        "kind": proposal.get_decline_kind_display(),
        "how": proposal.get_closing_display(),
    }
    if proposal.state == ProposalState.DECLINED:
        return _("%(who)s declined this proposal on %(when)s: %(kind)s.") % values
    if proposal.state == ProposalState.APPROVED:
        return _("%(who)s approved this proposal on %(when)s.") % values
    if proposal.decided_at:
        return _("%(who)s approved this proposal on %(when)s; it is closed: %(how)s.") % values
    return _("This proposal is closed: %(how)s.") % values
