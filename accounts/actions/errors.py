"""Why an action was not done: somebody was faster, or a rule of the house stands against it."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Conflict(Exception):
    """Shown as a page with status 409; `sentence` says what happened and what to do."""

    sentence: Any = ""

    def __init__(self, obj=None):
        self.obj = obj
        super().__init__(self.sentence)


class AlreadyDecided(Conflict):
    """`obj` is in the state that somebody else gave it; the audit knows who that was."""

    sentence = _("Somebody decided this meanwhile.")


class AlreadyMember(Conflict):
    sentence = _("You are a member of this organisation already.")


class NotJoinable(Conflict):
    sentence = _("Nobody can join this organisation: it was not verified.")


class TooManyRequests(Conflict):
    sentence = _("You have five open requests. Wait for an answer or withdraw one.")


class LastOwner(Conflict):
    sentence = _("An organisation needs an owner. Make somebody else an owner first.")


class Stale(Conflict):
    sentence = _("Somebody changed this meanwhile. Your text is kept below; compare it with the new version.")
