"""Which look and which words a state has: the table of six families, one row per kind of object."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FAMILIES = ("neutral", "wait", "live", "good", "stop", "ended")

# kind of object -> state -> (family, icon, word)
STATES = {
    "listing": {
        "draft": ("neutral", "pencil", _("Draft")),
        "submitted": ("wait", "clock", _("Submitted")),
        "returned": ("wait", "arrow", _("Returned")),
        "rejected": ("stop", "close", _("Rejected")),
        "published": ("live", "dot", _("Published")),
        "on_hold": ("neutral", "pause", _("On hold")),
        "expired": ("ended", "ring", _("Expired")),
        "withdrawn": ("ended", "arrow", _("Withdrawn")),
        "fulfilled": ("good", "check", _("Fulfilled")),
        "archived": ("ended", "file", _("Archived")),
    },
    "proposal": {
        "proposed": ("wait", "clock", _("Proposed")),
        "approved": ("live", "check", _("Approved")),
        "declined": ("stop", "close", _("Declined")),
        "closed": ("ended", "ring", _("Closed")),
        "sent": ("live", "send", _("Sent")),
        "viewed": ("live", "eye", _("Viewed")),
        "interested": ("good", "check", _("Interested")),
        "not_interested": ("ended", "minus", _("Not interested")),
        "taken_up": ("good", "flag", _("Taken up")),
        "not_taken_up": ("ended", "minus", _("Not taken up")),
        "lapsed": ("ended", "ring", _("Lapsed")),
    },
    "work": {
        "waiting": ("neutral", "clock", pgettext_lazy("work", "Waiting")),
        "retrying": ("wait", "retry", _("Retrying")),
        "leased": ("live", "arrow", _("Running")),
        "running": ("live", "arrow", _("Running")),
        "done": ("good", "check", pgettext_lazy("work", "Done")),
        "dead": ("stop", "close", _("Stopped")),
        "cancelled": ("ended", "minus", _("Cancelled")),
    },
    "organisation": {
        "waiting": ("wait", "clock", _("Not verified yet")),
        "verified": ("good", "check", _("Verified")),
        "refused": ("stop", "close", _("Not verified")),
    },
    "membership": {
        "asked": ("wait", "clock", _("Asked to join")),
        "active": ("live", "check", pgettext_lazy("membership", "Member")),
        "refused": ("stop", "close", _("Not admitted")),
        "ended": ("ended", "arrow", pgettext_lazy("membership", "Left")),
    },
}

# The two sides' answers and the letters use the same words as their neighbours in the table.
STATES["answer"] = STATES["proposal"]
STATES["letter"] = STATES["work"] | {"sent": ("good", "send", _("Sent"))}
STATES["run"] = STATES["work"]

REASON_ICONS = {"for": "check", "against": "minus", "ask": "info"}
REASON_WORDS = {"for": _("Speaks for it"), "against": _("Speaks against it"), "ask": _("To ask")}


def look_of(kind, state):
    """The (family, icon, word) of a state; a state that is not in the table is neutral and has no word."""
    return STATES[str(kind)].get(str(state), ("neutral", "dot", ""))
