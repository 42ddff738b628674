"""What every API view shares: cursors and errors."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Refused
from core.paging import PER_PAGE

MISTAKE = OpenApiResponse(
    OpenApiTypes.OBJECT, "The query is not understood: what is wrong, by its parameter."
)
REFUSED = OpenApiResponse(OpenApiTypes.OBJECT, "Only reviewers read this.")
ABSENT = OpenApiResponse(OpenApiTypes.OBJECT, "There is no such thing, or the reader may not see it.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """What an action refused, as {code, detail, errors}; everything else as the framework does it."""
    if isinstance(error, Refused):
        data = {"code": error.code, "detail": error.sentence, "errors": error.reasons}
        return Response(data, status=error.status)
    return exception_handler(error, context)


def _foreign() -> ValidationError:
    return ValidationError({"cursor": "This cursor was not made by this site."})


def moment(text: str) -> datetime:
    """The moment that a cursor stands at; ValueError unless it has a time zone, as all of ours have."""
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise ValueError(text)
    return found


class Cursor(CursorPagination):
    """Subclasses name the ordering and how a value of its first field is read."""

    page_size = PER_PAGE
    max_page_size = 100
    page_size_query_param = "page_size"

    def read_position(self, text: str) -> Any:
        """The value that a cursor stands at; ValueError when the ordering's first field has no such
        values."""
        return text

    def decode_cursor(self, request: Request) -> Any:
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self.read_position(str(cursor.position))
        except (NotFound, ValueError):
            raise _foreign() from None
        return cursor


def page_of_cursor(request: Request) -> int:
    """The page that an opaque cursor of ranked hits means; 1 without one."""
    cursor = request.query_params.get("cursor", "")
    if not cursor:
        return 1
    try:
        label, _, number = base64.urlsafe_b64decode(cursor.encode()).decode("ascii").partition("=")
        page = int(number)
    except (binascii.Error, ValueError, UnicodeError):
        raise _foreign() from None
    if label != "ranked" or not 1 <= page <= 10_000:
        raise _foreign()
    return page


def address_of_page(request: Request, number: int) -> str:
    """The address of another page of ranked hits, with an opaque cursor."""
    query = request.query_params.copy()
    query["cursor"] = base64.urlsafe_b64encode(f"ranked={number}".encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def absolute(request: Request, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(name, args=args))
