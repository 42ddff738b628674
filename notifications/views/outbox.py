"""The mail folder of the embedded mode. It is the mailbox itself, so codes are readable here."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import Request
from core.access import demand
from core.paging import page_of
from notifications import mail
from notifications.permissions import can_see_outbox
from notifications.views.inert import inert


@require_safe
@login_required
def outbox(request: Request) -> HttpResponse:
    _enter(request)
    page = page_of(request, mail.names())
    found = [message for message in map(mail.read, page) if message is not None]
    return render(request, "notifications/outbox.html", {"page": page, "mails": found})


@require_safe
@login_required
def message(request: Request, name: str) -> HttpResponse:
    return render(request, "notifications/outbox_message.html", {"mail": _mail(request, name)})


@require_safe
@login_required
def message_html(request: Request, name: str) -> HttpResponse:
    return inert(_mail(request, name).html)


def _enter(request: Request) -> None:
    if not settings.EMBEDDED:
        raise Http404
    demand(can_see_outbox(request.actor), _("The mail folder is the operators' business."))


def _mail(request: Request, name: str) -> mail.Mail:
    _enter(request)
    found = mail.read(name)
    if found is None:
        raise Http404
    return found
