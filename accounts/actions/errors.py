"""Why an action of accounts was not done, with the sentence for people."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict


class AlreadyMember(Conflict):
    code = "already_member"
    message = _("You are a member of this organisation already.")


class NotJoinable(Conflict):
    code = "not_joinable"
    message = _("Nobody can join this organisation: it was not verified.")


class TooManyRequests(Conflict):
    code = "too_many_requests"
    message = _("You have five open requests. Wait for an answer or withdraw one.")


class LastOwner(Conflict):
    code = "last_owner"
    message = _("An organisation needs an owner. Make somebody else an owner first.")


class Stale(Conflict):
    code = "stale"
    message = _("Somebody changed this meanwhile. Your text is kept below; compare it with the new version.")
