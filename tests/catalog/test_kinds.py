"""What the registry of kinds takes, and that it agrees with the matcher about who is paired."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from catalog.enums import Kind
from catalog.fields import Level
from catalog.kinds import KINDS
from core.templatetags.sprite import ICONS
from matching.engine.documents import MATCHED
from matching.enums import Side
from tests.third_kind import CHALLENGE, FACILITY


def test_matcher_pairs_the_kinds_that_name_a_partner():
    partners = {spec.name: spec.partner for spec in KINDS.values() if spec.partner}
    assert partners == {side.value: side.other.value for side in Side}
    assert set(partners) == set(Kind.values) == MATCHED


def test_every_kind_has_an_icon_and_its_own_address():
    assert {spec.icon for spec in (*KINDS.values(), FACILITY, CHALLENGE)} <= ICONS
    assert [KINDS.of_slug(spec.slug) for spec in KINDS.values()] == list(KINDS.values())


def test_kind_that_is_registered_is_there_until_it_leaves():
    with KINDS.registered(FACILITY):
        assert KINDS.names == ["need", "offer", "facility"]
        assert [spec.name for spec in KINDS.by_role] == ["offer", "facility", "need"]
    assert KINDS.names == ["need", "offer"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "need"}, "given once"),
        ({"name": "x" * 31}, "small letters"),
        ({"name": "A fund"}, "small letters"),
        ({"slug": "needs"}, "another kind has it"),
        ({"slug": "a/b"}, "is none"),
        ({"levels": FACILITY.levels | {"capacity": Level.SAVE}}, "no fields capacity"),
        ({"levels": {"title": Level.SAVE, "description": Level.PUBLISH}}, "title and language"),
        ({"levels": FACILITY.levels | {"budget_max": Level.OPTIONAL}}, "currency"),
        ({"levels": FACILITY.levels | {"summary_other": Level.OPTIONAL}}, "no section"),
    ],
)
def test_kind_that_the_site_cannot_hold_is_refused(changes, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        KINDS.register(replace(FACILITY, **changes))
    assert KINDS.names == ["need", "offer"]
