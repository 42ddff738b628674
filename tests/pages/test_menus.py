"""Menus are put together from what the apps have registered."""

import pytest
from django.test import RequestFactory

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


def test_items_without_counts_ask_nothing(operator, django_assert_num_queries):
    items = [MenuItem("Late", "home", 2, lambda _actor: True), MenuItem("Early", "set_language", 1, bool)]
    with django_assert_num_queries(0):
        found = menu(items, RequestFactory().get("/"), operator)
    assert [(item["label"], item["current"]) for item in found] == [("Early", ""), ("Late", "page")]


def test_no_two_items_of_a_menu_stand_in_one_place():
    for items in (registries.main_menu, registries.staff_menu):
        places = [item.place for item in items]
        assert len(places) == len(set(places))
