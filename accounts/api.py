"""Who reads the API."""

from typing import Any, cast

from rest_framework.request import Request

from accounts.actor import Actor


def reader_of(request: Request) -> Actor:
    """The actor that the middleware found."""
    return cast(Actor, cast(Any, request._request).actor)
