"""The one handler of what actions refuse: a page says what and why. Views do not catch it.

A view that shows refusals on a page of its own names that page with `shows_refusals`; a view whose answer
leads elsewhere than to the row names the place with `refusals_lead_to`. The API has `core.api.handle`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from core import audit
from core.errors import AlreadyDecided, Forbidden, Refused

View = TypeVar("View", bound=Callable[..., HttpResponse])
Page = Callable[..., HttpResponse]  # (request, error, **arguments of the view)
Address = str | Callable[[Any, Refused], str]  # the name of a route, or what finds the address


def shows_refusals(page: Page) -> Callable[[View], View]:
    """What an action refuses inside the view is shown by `page`."""

    def mark(view: View) -> View:
        view.refusal_page = page  # type: ignore[attr-defined]
        return view

    return mark


def refusals_lead_to(address: Address) -> Callable[[View], View]:
    """The common page, with a way on to this address."""
    return shows_refusals(partial(refusal_page, address=address))


def refusal_page(
    request: HttpRequest, error: Refused, *, address: Address | None = None, **_arguments: Any
) -> HttpResponse:
    """Nothing was changed, why, who was faster, and the way to the present state."""
    if isinstance(error, Forbidden):
        return render(request, "403.html", {"sentence": error.sentence}, status=error.status)
    context = {
        "sentence": error.sentence,
        "back_url": _back(request, error, address),
        "last": audit.last_word_on(error.obj) if isinstance(error, AlreadyDecided) else None,
    }
    return render(request, "refused.html", context, status=error.status)


def _back(request: HttpRequest, error: Refused, address: Address | None) -> str:
    if callable(address):
        return address(request, error)
    if address is None and hasattr(error.obj, "get_absolute_url"):
        return str(error.obj.get_absolute_url())
    return resolve_url(address or "home")


class RefusalMiddleware:
    """Answers when an action has refused; anything else goes its way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(error, Refused) or match is None:
            return None
        page: Page = getattr(match.func, "refusal_page", refusal_page)
        return page(request, error, **match.kwargs)
