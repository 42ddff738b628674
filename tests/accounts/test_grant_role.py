import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.actor import actor_of
from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_granted_roles_are_had_once():
    person = UserFactory(email="first@office.example")
    for _ in range(2):
        call_command("grant_role", "First@office.example", "operator", "reviewer")
    actor = actor_of(User.objects.get(pk=person.pk))
    assert (actor.is_operator, actor.is_reviewer, actor.is_broker) == (True, True, False)
    assert person.staff_assignments.count() == 2


def test_a_stranger_is_named_and_gets_nothing():
    with pytest.raises(CommandError, match=r"Nobody has signed up as nobody@office\.example"):
        call_command("grant_role", "nobody@office.example", "operator")
