"""What several pages of this app share."""

from typing import Any

from django.contrib import messages
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.request import Request

LONGEST_ADDRESS = 2000  # Django redirects to no longer ones


def next_or(request: Request, fallback: str) -> str:
    """Where the form says to go on, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    plain = wanted.startswith("/") and wanted.isprintable() and len(wanted) <= LONGEST_ADDRESS
    safe = plain and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else fallback


def problems(request: Request, form: Any) -> None:
    """The errors of a small form that has no page of its own, as alerts of the next page."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
