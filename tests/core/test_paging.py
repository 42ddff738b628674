import pytest
from django.test import RequestFactory

from core.paging import number_asked, page_of, page_of_hits


def asking(**query):
    return RequestFactory().get("/", query)


@pytest.mark.parametrize(
    ("asked", "number"),
    [({}, 1), ({"page": "2"}, 2), ({"page": "x"}, 1), ({"page": "9"}, 3), ({"page": "0"}, 3)],
)
def test_page_is_the_one_that_the_address_asks_for(asked, number):
    assert page_of(asking(**asked), range(41)).number == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("2", 2), ("-1", 1), ("x", 1), ("0", 1), ("99999", 99999), ("999999", 1), ("²", 1)],
)
def test_number_that_is_none_means_the_first_page(asked, number):
    assert number_asked(asking(page=asked)) == number


def test_page_of_hits_counts_what_was_not_fetched():
    page = page_of_hits(["u"], 3, 41)
    assert (list(page), page.start_index(), page.end_index(), page.paginator.count) == (["u"], 41, 41, 41)
    assert (page.has_previous(), page.has_next()) == (True, False)
