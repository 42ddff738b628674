"""What happened before: to this proposal, to the same pair, to either listing with somebody else."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Listing
from core import registries
from core.models import AuditEvent
from core.registries import AuditSentence
from matching.enums import DeclineKind, ProposalState
from matching.models import Proposal
from matching.views.states import badge_of

EARLIER = 8  # proposals of either listing


def moments(proposal: Proposal) -> list[dict[str, Any]]:
    """For the timeline, newest first: the audit of this proposal, then how it came up."""
    label = Proposal._meta.label_lower
    events = AuditEvent.objects.filter(object_type=label, object_id=proposal.public_id)
    found = [_moment(event) for event in events]
    if not any(event.verb == "proposal.made" for event in events):
        by = _("by %(who)s") % {"who": proposal.get_origin_display()}
        found.append(_line(proposal.proposed_at, "plus", _("Put on the board"), by))
    return found


def _moment(event: AuditEvent) -> dict[str, Any]:
    worded = registries.audit_sentences.get(event.verb) or AuditSentence(event.verb, event.verb)
    kind = dict(DeclineKind.choices).get(event.data.get("kind"), "")
    text = ": ".join(str(part) for part in (event.person_label, kind) if part)
    return _line(event.at, worded.icon, str(worded.sentence), text, key=worded.is_key)


def _line(at: datetime, icon: str, title: str, text: str, key: bool = False) -> dict[str, Any]:
    when = date_format(timezone.localtime(at), "MONTH_DAY_FORMAT")
    return {"when": when, "icon": icon, "title": title, "text": text, "key": key, "group": ""}


def earlier(proposal: Proposal) -> list[dict[str, Any]]:
    """Decided proposals of the same pair and of either listing, those of the pair first."""
    rows = (
        (Proposal.objects.of(proposal.need) | Proposal.objects.of(proposal.offer))
        .exclude(pk=proposal.pk)
        .exclude(state=ProposalState.PROPOSED)
        .select_related("need", "offer")
        .order_by("-pk")[:EARLIER]
    )
    found = [_earlier(row, proposal) for row in rows]
    return sorted(found, key=lambda line: not line["same_pair"])


def past_of(need: Listing, offer: Listing) -> list[dict[str, Any]]:
    """Every proposal of the pair, the newest first: its state, when and by whom."""
    rows = Proposal.objects.filter(need=need, offer=offer).select_related("decided_by").order_by("-pk")
    return [
        {
            "public_id": row.public_id,
            "state": badge_of(row),
            "when": row.closed_at or row.decided_at or row.proposed_at,
            "who": str(row.decided_by or ""),
            "note": row.note,
        }
        for row in rows
    ]


def _earlier(row: Proposal, proposal: Proposal) -> dict[str, Any]:
    same = row.need_id == proposal.need_id and row.offer_id == proposal.offer_id
    other = row.offer if row.need_id == proposal.need_id else row.need
    moment = row.closed_at or row.decided_at
    return {
        "public_id": row.public_id,
        "same_pair": same,
        "title": _("This pair") if same else other.title,
        "state": badge_of(row),
        "when": moment,
        "note": row.note,
    }
