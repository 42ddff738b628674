import pytest

from accounts.enums import MembershipState
from accounts.roles import MemberRole
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def house(db):
    """An organisation with an owner, an editor, a viewer and somebody who asked to join."""

    class House:
        def __init__(self):
            self.organisation = OrganisationFactory(domain="quillon.example")

            def enter(role, state=MembershipState.ACTIVE, **person):
                return MembershipFactory(
                    organisation=self.organisation, role=role, state=state, user=UserFactory(**person)
                )

            self.owner = enter(MemberRole.OWNER, name="Olive Owner")
            self.editor = enter(MemberRole.EDITOR, name="Ed Editor")
            self.viewer = enter(MemberRole.VIEWER, name="Vera Viewer")
            self.asking = enter(
                MemberRole.VIEWER, MembershipState.ASKED, name="Ask Ing", email="ask@quillon.example"
            )

    return House()


@pytest.fixture
def stranger(db):
    """The owner of another organisation."""
    return MembershipFactory().user
