"""What the registry of fields refuses when an entry is made."""

import pytest

from catalog.fields import FIELDS, Facet, Field, Shown
from catalog.fields.value_types import ListOf, Text, Word

READ = [
    {"is_exported": True},
    {"weight": 1},
    {"shown": Shown.PROSE},
    {"facet": Facet(name="standard", label="standard", place=99)},
]


@pytest.mark.parametrize("type_", [Text(80), ListOf(Word(40), 5)], ids=["text", "list of words"])
@pytest.mark.parametrize("read", READ, ids=lambda read: next(iter(read)))
def test_words_that_strangers_read_are_looked_through_for_the_owner(type_, read):
    with pytest.raises(ValueError, match="standard: strangers read it"):
        Field(name="standard", type=type_, label="standard", **read)
    assert Field(name="standard", type=type_, label="standard", is_public_text=True, **read)
    assert Field(name="standard", type=type_, label="standard", names_owner=True, **read)


def test_words_that_nobody_else_reads_may_hold_the_name():
    assert Field(name="standard", type=Text(80), label="standard")
    assert not FIELDS["confidential"].is_public_text
