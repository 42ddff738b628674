import pytest
from django.utils import timezone

from accounts.actor import actor_of
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory
from tests.factories.matching import ProposalFactory


@pytest.fixture
def pair(db):
    """A published need and offer of two organisations that share words, stage and partnership."""
    need = ListingFactory(
        published=True,
        title="Dry-running bearings for vacuum robots",
        description="We look for bearings that run without grease in high vacuum for two years.",
        stage_of_development="lab_tested",
        indicators=[{"name": "Service interval", "today": "3,500 h", "wanted": "20,000 h", "condition": ""}],
    )
    offer = ListingFactory(
        offer=True,
        published=True,
        title="Film-coated bearings for vacuum drives",
        description=(
            "A carbon film lets bearings run without grease; service interval 12,000 h in high vacuum."
        ),
        technical_specification="Service interval 12,000 h at 60 rpm, tried in robots.",
        partnership_types=["licence"],
    )
    return need, offer


@pytest.fixture
def proposal(pair):
    return ProposalFactory(need=pair[0], offer=pair[1])


@pytest.fixture
def approved(proposal):
    """Sent to both sides by a reviewer."""
    proposal.state = "approved"
    proposal.decided_at = timezone.now()
    proposal.decided_by = UserFactory(staff="reviewer", name="Wen Reviewer")
    proposal.save()
    for side in ("need", "offer"):
        proposal.answers.create(side=side, sent_at=timezone.now())
    return proposal


@pytest.fixture
def of_side(db):
    """of_side(listing, role="owner") gives an actor of the listing's organisation."""

    def _of_side(listing, role="owner", **user):
        return actor_of(
            MembershipFactory(organisation=listing.organisation, role=role, user__name="Ann Side").user
        )

    return _of_side
