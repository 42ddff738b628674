import pytest

from accounts.actor import actor_of
from catalog import ports
from tests.catalog.twin_ranker import TwinRanker
from tests.factories.accounts import MembershipFactory, UserFactory


@pytest.fixture(autouse=True)
def _twin_ranker(monkeypatch):
    """The catalogue is tested with the slow obvious ranker, not with the matcher's."""
    monkeypatch.setattr(ports, "_installed", TwinRanker())


@pytest.fixture
def people(db):
    """people(listing) gives a user per relation to it: owner, colleague (viewer), stranger, reviewer."""

    def _people(listing):
        return {
            "owner": MembershipFactory(organisation=listing.organisation).user,
            "colleague": MembershipFactory(organisation=listing.organisation, role="viewer").user,
            "stranger": MembershipFactory().user,
            "reviewer": UserFactory(staff="reviewer"),
        }

    return _people


@pytest.fixture
def owner(db):
    return actor_of(MembershipFactory().user)
