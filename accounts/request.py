"""The request as views get it, with what the middleware adds."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.actor import Actor


class Request(HttpRequest):
    actor: Actor
    htmx: HtmxDetails
