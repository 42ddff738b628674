"""Menus are put together from what the apps have registered."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from accounts.roles import Permission
from core import registries
from core.registries import MenuItem
from matching.models import MatchRequest
from pages.menus import menu
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ListingFactory

pytestmark = pytest.mark.django_db


def staff_menu(actor):
    return menu(registries.staff_menu, RequestFactory().get("/"), actor)


def test_operator_sees_stopped_work_of_every_kind_counted_in_one_query(operator, django_assert_num_queries):
    for listing in ListingFactory.create_batch(2):
        MatchRequest.objects.ask([listing])
    for row in MatchRequest.objects.claim(2):
        row.give_up("no such listing")
    with django_assert_num_queries(1):
        found = staff_menu(operator)
    assert {item["label"]: item["count"] for item in found} == {
        "Organisations": 0,
        "Match runs": 0,
        "Letters": 0,
        "Work": 2,
        "Site texts": 0,
    }


def test_who_is_shown_nothing_asks_nothing(actor, django_assert_num_queries):
    broker = actor(UserFactory(staff="broker"))
    with django_assert_num_queries(0):
        assert staff_menu(broker) == []


def test_items_without_rows_that_wait_ask_nothing(operator, django_assert_num_queries):
    def part(_actor):
        yield MenuItem("Late", "home", 2)
        yield MenuItem("Early", "page", 1, args=("terms",))

    with django_assert_num_queries(0):
        found = menu([part], RequestFactory().get("/"), operator)
    assert [(item["label"], item["url"], item["current"]) for item in found] == [
        ("Early", "/pages/terms/", ""),
        ("Late", "/", "page"),
    ]


def test_no_two_items_of_a_menu_stand_in_one_place(member):
    everything = replace(member, permissions=frozenset(Permission))
    for parts in (registries.main_menu, registries.staff_menu):
        places = [item.place for part in parts for item in part(everything)]
        assert len(places) == len(set(places)) > 3
