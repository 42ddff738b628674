"""Lists in pages: `page_of` in the view, <c-pagination :page="page" /> in the template."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 20
LONGEST_NUMBER = 5  # digits


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> Page:
    """The page that the address asks for; the first when it asks for none, the last when there are fewer."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def number_asked(request: HttpRequest) -> int:
    """The number of the page that the address asks for, where the rows of one page only are fetched."""
    number = request.GET.get("page", "")
    return max(int(number), 1) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 1


def page_of_hits(rows: Sequence[Any], number: int, total: int) -> Page:
    """The same kind of page around rows that were fetched for it, out of `total`."""
    return Page(rows, number, Paginator(range(total), PER_PAGE))
