"""Every state that a page may show is declared with its look."""

import re

import pytest
from django.apps import apps
from django.db import models

from core import states
from tests.repository.test_tree import ROOT, text_of, tracked

BADGE = re.compile(r"<c-state-badge\s[^>]*?kind=\"([^\"]*)\"")


def our_enums() -> list[type[states.StateChoices]]:
    enums = states.StateChoices.__subclasses__()
    return [enum for enum in enums if not enum.__module__.startswith("tests.")]


def registered_looks() -> list[states.Look]:
    """Those of the states of all kinds; lazy words compare by identity."""
    return [look for each in states.states for look in each.looks.values()]


def test_every_badge_of_a_template_names_a_kind_that_is_declared():
    kinds = {kind for path in tracked("templates/*.html") for kind in BADGE.findall(text_of(path))}
    assert len(kinds) > 5
    assert sorted(kind for kind in kinds if states.states.get(kind) is None) == []


def test_every_enum_of_states_belongs_to_a_kind():
    registered = [id(look) for look in registered_looks()]
    assert [state for enum in our_enums() for state in enum if id(state.look) not in registered] == []


def test_every_field_that_holds_a_state_has_an_enum_of_states():
    """Its choices are known, so that each of them has a look."""
    known = [enum.choices for enum in our_enums()]
    fields = [
        field
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {path.name for path in ROOT.iterdir()}
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField)
        and field.name in {"state", "verification", "closing", "answer"}
    ]
    assert len(fields) > 5
    assert [str(field) for field in fields if list(field.choices or []) not in known] == []


def test_a_state_says_one_word_on_its_badge_and_another_in_a_sentence():
    from catalog.enums import ListingState

    state = ListingState("submitted")
    assert (state.look.family, state.look.icon) == ("wait", "clock")
    assert (str(state.look.word), state.label) == ("Submitted", "waiting for review")


@pytest.mark.parametrize(("kind", "state"), [("listing", "gone"), ("caravan", "draft")])
def test_undeclared_state_is_a_neutral_badge_on_the_site(monkeypatch, kind, state):
    monkeypatch.undo()  # of the fixture that makes it fail in tests
    assert states.look_of(kind, state) == states.UNKNOWN


@pytest.mark.parametrize(("kind", "state"), [("listing", "gone"), ("caravan", "draft")])
def test_undeclared_state_fails_a_test(kind, state):
    with pytest.raises(pytest.fail.Exception, match=f"declares the state '{state}' of '{kind}'"):
        states.look_of(kind, state)
