"""The world is built once per module; every request of a test is taken back afterwards."""

import pytest
from django.db import transaction

from tests.access.world import build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Tests that use it are marked django_db: the savepoint of each takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
