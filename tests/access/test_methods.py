"""Methods nobody asked for, state changes by link, and forms from other sites."""

import pytest
from django.urls import reverse

from tests.access.bodies import body_for
from tests.access.routes import address, arguments, routes
from tests.access.test_matrix import MATRIX
from tests.access.world import ROLES

pytestmark = pytest.mark.django_db
READERS_OF_THE_API = {"api-proposals", "api-proposal"}
OURS = [row for row in MATRIX if not row["route"].startswith("account_")]
ONE_PER_ROUTE = list({row["route"]: row for row in reversed(OURS)}.values())
DOING = [row for row in MATRIX if row["method"] == "POST" and "302" in row.values()]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_methods_that_no_page_has_answer_405_to_everybody(world, method):
    answers = {}
    for row in ONE_PER_ROUTE:
        url = address(row["route"], arguments(world, row["object"]))
        for role in ("visitor", "owner", "reviewer", "operator"):
            page = getattr(world.client(role), method)(url)
            refused = row["route"] in READERS_OF_THE_API and role != "reviewer" and page.status_code == 403
            if page.status_code != 405 and not refused:
                answers[row["route"], role] = page.status_code
    assert answers == {}


def test_pages_that_are_read_answer_head_without_a_body(world):
    answers = {}
    for row in MATRIX:
        if row["method"] == "GET" and row["operator"] == "200" and not row["route"].startswith("api-docs"):
            page = world.client("operator").head(address(row["route"], arguments(world, row["object"])))
            if (page.status_code, page.content) != (200, b""):
                answers[row["route"]] = (page.status_code, len(page.content))
    assert answers == {}


@pytest.mark.parametrize("row", DOING, ids=lambda row: f"{row['route']} {row['object']}")
def test_form_without_its_token_changes_nothing(world, row):
    role = next(role for role in reversed(ROLES) if row[role] == "302")
    kwargs = arguments(world, row["object"])
    body = body_for(row["route"], kwargs, world.objects["pair"])
    page = world.client(role, enforce_csrf_checks=True).post(address(row["route"], kwargs), body)
    assert page.status_code == 403
    assert "csrf" in page.content.decode().lower()


def test_no_view_is_exempt_from_the_token_of_forms():
    exempt = [name for name, pattern in routes() if getattr(pattern.callback, "csrf_exempt", False)]
    assert sorted(exempt) == sorted(
        name for name, _p in routes() if name.startswith("api-")
    )  # they only read


def test_typing_without_the_token_of_forms_is_refused(world):
    client = world.client("owner", enforce_csrf_checks=True)
    page = client.post(reverse("matching:candidates_while_typing"), {"kind": "need", "text": "x" * 40})
    assert page.status_code == 403
