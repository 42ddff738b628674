"""Who may do what: every route with every method, role and kind of object, as matrix.csv says.

A cell is the status of the answer; "login" means that the visitor is led to the login page, 302 that it is
done.
"""

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.bodies import body_for
from tests.access.routes import address, arguments, routes
from tests.access.world import ROLES

MATRIX = list(csv.DictReader(Path(__file__).with_name("matrix.csv").read_text(encoding="utf-8").splitlines()))
METHODS = ["GET", "POST"]
pytestmark = pytest.mark.django_db


def _answer(client, row, url, body):
    page = client.get(url) if row["method"] == "GET" else client.post(url, body)
    to_login = page.status_code == 302 and page["Location"] == f"{reverse('account_login')}?next={url}"
    return "login" if to_login else str(page.status_code)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row['method']} {row['route']} {row['object']}")
def test_answer_to_every_role_is_what_the_matrix_says(world, row):
    kwargs = arguments(world, row["object"])
    url = address(row["route"], kwargs)
    body = body_for(row["route"], kwargs, world.objects["pair"])
    surprises = []
    for role in ROLES:
        with transaction.atomic():
            answer = _answer(world.client(role), row, url, body)
            transaction.set_rollback(True)
        if answer != row[role]:
            surprises.append(f"{role}: {answer} instead of {row[role]}")
    assert surprises == []


def test_every_route_stands_in_the_matrix_with_both_methods():
    known = sorted({name for name, _pattern in routes()})
    named = {(row["route"], row["method"]) for row in MATRIX}
    assert [(name, method) for name in known for method in METHODS if (name, method) not in named] == []
    assert sorted({name for name, _method in named}) == known


def test_rows_of_the_matrix_stand_there_once():
    keys = [(row["route"], row["method"], row["object"]) for row in MATRIX]
    assert len(set(keys)) == len(keys)
