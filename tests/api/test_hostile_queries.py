"""Queries nobody should send: a clear 400 or a plain answer, never an error of the site."""

import base64

import pytest
from django.urls import reverse

from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db
LISTINGS = reverse("api-listings")
CURSORS = [
    "x", "%00", "%FF%FE", "cmFua2VkPTA=", "cmFua2VkPS0x", "cmFua2VkPTk5OTk5OTk5OTk5", "cmFua2VkPcKyCg==",
    "cmFua2VkPeKFpw==", "%F0%9F%A6%84", "%ED%A0%80", "A" * 5000, "b2Zmc2V0PTE=&cursor=", "cD1hYmM=",
    "cD0yMDI2LTAxLTAx", "cD0lMDA=", "cD1uYW4=", "bz05OTk5OTk5OTk5OTk=", "bz0tMQ==",
]  # fmt: skip
HOSTILE = [
    "%00", "a%00b", "%ED%A0%80", "%FF%FE%FD", "%E2%80%AE", "%F0%9F%A6%84" * 50, "'%22%3E%3Cscript%3E",
    "%25%25%25",
    "%0D%0ASet-Cookie:%20a=b", "(((((((((((((((((((((", "*" * 500, "a" * 2000, "%E9%95%BF" * 2000, "NaN",
    "-1",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _one_listing():
    ListingFactory(published=True)


@pytest.mark.parametrize("query", ["", "q=bearing&"])
def test_cursor_that_the_site_did_not_make_is_an_error_of_the_reader(client, query):
    answers = [client.get(f"{LISTINGS}?{query}cursor={cursor}") for cursor in CURSORS]
    assert {page.status_code for page in answers} <= {200, 400}
    refused = [page.json() for page in answers if page.status_code == 400]
    assert refused == [{"cursor": "This cursor was not made by this site."}] * len(refused)
    assert refused


@pytest.mark.parametrize("cursor", ["x", "cmFua2VkPTA=", "b2Zmc2V0PTE"])
def test_made_up_cursor_of_ranked_hits_is_named_as_the_mistake(client, cursor):
    page = client.get(f"{LISTINGS}?q=bearing&cursor={cursor}")
    assert (page.status_code, page.json()) == (400, {"cursor": "This cursor was not made by this site."})


@pytest.mark.parametrize("size", ["0", "-1", "101", "1000000", "1e3", "x", "%00", "9" * 400])
@pytest.mark.parametrize("query", ["", "q=bearing&"])
def test_page_size_outside_one_to_hundred_is_named_as_the_mistake(client, size, query):
    page = client.get(f"{LISTINGS}?{query}page_size={size}")
    assert (page.status_code, list(page.json())) == (400, ["page_size"])


@pytest.mark.parametrize("position", ["nan", "inf", "abc", "2026-01-01", "%00", "1e999"])
def test_cursor_of_proposals_with_a_made_up_place_is_no_error_of_the_site(login, reviewer, position):
    cursor = base64.b64encode(f"p={position}".encode()).decode()
    page = login(reviewer).get(reverse("api-proposals"), {"cursor": cursor})
    assert page.status_code in {200, 400}


@pytest.mark.parametrize("size", [1, 100])
def test_page_sizes_at_the_limits_are_served(client, size):
    assert client.get(LISTINGS, {"page_size": size}).status_code == 200


def test_page_size_of_proposals_keeps_to_its_limit(login, reviewer):
    page = login(reviewer).get(f"{reverse('api-proposals')}?page_size=1000000")
    assert page.status_code in {200, 400}


@pytest.mark.parametrize("name", ["q", "kind", "stage", "technology", "region", "language", "unknown"])
def test_hostile_values_are_answered_without_an_error_of_the_site(client, name):
    answers = [client.get(f"{LISTINGS}?{name}={value}") for value in HOSTILE]
    assert {page.status_code for page in answers} <= {200, 400}
    assert {page["Content-Type"] for page in answers} == {"application/json"}


@pytest.mark.parametrize("name", ["q", "stage", "region", "page", "technology"])
@pytest.mark.parametrize("url", ["/needs/", "/organisations/", "/"])
def test_hostile_values_do_not_break_the_lists_for_people(client, url, name):
    answers = {client.get(f"{url}?{name}={value}").status_code for value in HOSTILE}
    assert answers <= {200, 302, 400}


def test_query_of_five_megabytes_is_refused(client):
    page = client.get(f"{LISTINGS}?q={'a' * 5_000_000}")
    assert (page.status_code, list(page.json())) == (400, ["q"])


@pytest.mark.parametrize("name", ["%00", "%ED%A0%80", "..%2F..", "a" * 5000, "x%0Ay"])
def test_hostile_addresses_are_not_there(client, name):
    for address in (f"/api/v1/listings/{name}/", f"/api/v1/taxonomies/{name}/", f"/listings/{name}/"):
        assert client.get(address).status_code == 404, address


def test_address_of_the_api_that_is_not_there_is_answered_in_json(client):
    page = client.get("/api/v1/nothing/")
    assert (page.status_code, page.json()) == (404, {"detail": "Not found."})
