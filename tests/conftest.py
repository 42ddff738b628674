import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from django_cotton.templatetags import Attrs

from accounts.actor import actor_of
from core import states
from tests.browser import launched
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import ListingFactory

LOCAL = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


@pytest.fixture(autouse=True)
def _own_index_folder(settings, tmp_path):
    """No test sees another's index, media or cache."""
    settings.VAR_DIR = tmp_path
    settings.INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "indexes": {**LOCAL, "OPTIONS": {"location": settings.INDEX_DIR}},
    }
    cache.clear()


@pytest.fixture(autouse=True)
def _language_of_the_settings(settings):
    """No test inherits the language that another one's page has activated."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_unknown_variable_in_a_component(monkeypatch):
    """`:text="misspelt"` leaves an attribute out without a word; here it fails, as any other unknown variable
    does."""

    def refuse(_attributes, key):
        pytest.fail(f"The value of the attribute {key!r} of a component names a variable that is not there.")

    monkeypatch.setattr(Attrs, "unprocessable", refuse)


@pytest.fixture(autouse=True)
def _no_undeclared_state(monkeypatch):
    """A page shows a neutral badge for a state that nobody declared; here it fails."""

    def refuse(kind, state):
        pytest.fail(f"No app declares the state {state!r} of {kind!r} (registrations.py, core/states.py).")

    monkeypatch.setattr(states, "missing", refuse)


@pytest.fixture(scope="session")
def tenon_data() -> Path:
    """The folder of real collections that TENON_DATA names; without it the test is skipped."""
    folder = os.environ.get("TENON_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("TENON_DATA names no folder")
    return Path(folder)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests marked e2e; each takes a context of its own."""
    with launched() as browser:
        yield browser


@pytest.fixture
def actor():
    """actor(user) or actor() for a visitor."""
    return actor_of


@pytest.fixture
def member(db):
    """The owner of a verified organisation, acting for it."""
    membership = MembershipFactory()
    return actor_of(membership.user)


@pytest.fixture
def reviewer(db):
    return actor_of(UserFactory(staff="reviewer"))


@pytest.fixture
def operator(db):
    return actor_of(UserFactory(staff="operator"))


@pytest.fixture
def login():
    """login(actor or user) gives a client of that person."""

    def _login(who) -> Client:
        client = Client()
        client.force_login(
            getattr(who, "person", who), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return _login


@pytest.fixture
def published_need(db):
    return ListingFactory(published=True)


@pytest.fixture
def published_offer(db):
    return ListingFactory(published=True, offer=True)
