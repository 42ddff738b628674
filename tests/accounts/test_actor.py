import pytest
from django.core.exceptions import PermissionDenied

from accounts.actor import SYSTEM, VISITOR, Actor
from core.actors import ActorKind
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_actor_with_a_person_is_one():
    person = UserFactory()
    actor = Actor(person=person)
    assert (actor.kind, actor.label, actor.user, actor.is_authenticated) == (
        ActorKind.PERSON,
        str(person),
        person,
        True,
    )


@pytest.mark.parametrize(
    ("actor", "kind"), [(VISITOR, ActorKind.VISITOR), (SYSTEM, ActorKind.SYSTEM)], ids=["visitor", "system"]
)
def test_actor_without_a_person_may_do_nothing_that_needs_one(actor, kind):
    assert (actor.kind, actor.label, actor.is_authenticated, actor.is_staff) == (kind, "", False, False)
    assert not actor.belongs_to(MembershipFactory().organisation)
    with pytest.raises(PermissionDenied):
        _nobody = actor.user
