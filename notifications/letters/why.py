"""Three reasons for a pair and one against it, in one sentence each, as the pages have them."""

from typing import Any

from django.utils.translation import gettext as _

from matching import evidence
from matching.models import Proposal

FOR, AGAINST = 3, 1


def why(proposal: Proposal) -> list[dict[str, Any]]:
    """`{speaks, text}`: what speaks for it, then what speaks against it, or what to ask when nothing does."""
    found = evidence.of(proposal.need, proposal.offer)
    lines = []
    if found.shared_words:
        shared = _("Both speak of %(words)s.") % {"words": found.shared_words}
        lines.append({"speaks": "for", "text": shared})
    lines += [_line(reason) for reason in found.speaking("for")]
    doubts = found.speaking("against") or found.speaking("ask")
    return lines[:FOR] + [_line(reason) for reason in doubts[:AGAINST]]


def _line(reason: Any) -> dict[str, Any]:
    return {"speaks": reason.verdict, "text": f"{reason.lead} {reason.sentence}".strip()}
