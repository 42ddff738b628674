"""The same form sent twice at the same moment, on PostgreSQL: one listing is made."""

import pytest
from django.db import connection

from accounts.actor import actor_of
from catalog.actions.content import create
from catalog.models import Listing
from core.models import IdempotencyKey
from core.once import SentBefore, once
from tests.factories.accounts import MembershipFactory
from tests.services.test_catalog_races import together

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    assert connection.vendor == "postgresql", "DATABASE_URL must name PostgreSQL"


@pytest.fixture
def sending():
    """sending(title) is a job that sends one form with this title."""
    owner = actor_of(MembershipFactory().user)

    def _sending(title="Bearing"):
        content = {"title": title, "language": "en"}

        def make():
            return create(kind="need", organisation=owner.organisation, by=owner, content=content)

        return lambda: once(person=owner.person, key="a-key", content=content, make=make)

    return _sending


@pytest.mark.parametrize("round_number", range(5))
def test_two_equal_sends_at_once_make_one_listing(round_number, sending):
    results = together(sending(), sending())
    [made] = Listing.objects.all()
    assert sorted(results, key=lambda result: result[1]) == [(made, False), (made, True)]
    assert IdempotencyKey.objects.get().object_id == made.public_id


@pytest.mark.parametrize("round_number", range(5))
def test_two_different_sends_at_once_make_one_listing_and_the_other_is_told(round_number, sending):
    results = together(sending("Left"), sending("Right"))
    [made] = Listing.objects.all()
    [refused] = [result for result in results if isinstance(result, SentBefore)]
    assert refused.obj == made
