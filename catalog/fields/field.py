"""What is known of one field, and how it is registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from catalog.fields.rows import Indicators
from catalog.fields.value_types import Choices, FieldType, Text


class Level(IntEnum):
    """When a field must be filled."""

    UNUSED = 0
    OPTIONAL = 1
    EEN = 2  # mandatory for an EEN profile
    PUBLISH = 3  # mandatory before anybody else sees it
    SAVE = 4  # mandatory even for a draft


class Layout(StrEnum):
    """How the form shows it."""

    PLAIN = ""
    BOXES = "boxes"  # radio buttons side by side
    SHORT = "short"  # a narrow input
    COUNTED = "counted"  # a text area that counts its characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One entry of the registry. Which kind uses the field, and from which level on, says `catalog.kinds`."""

    name: str
    type: FieldType
    label: Any  # translatable, in small letters
    help: Any = ""  # under the field of the form; a kind may word it differently
    section: str = ""  # of the form; empty: the form does not show it
    layout: Layout = Layout.PLAIN
    rows: int = 4  # of a text area
    aliases: tuple[str, ...] = ()  # other names of a column in a file
    from_files: bool = True
    is_column: bool = True  # stored on the listing; patents are rows of their own
    is_public_text: bool = False  # free text that strangers read: an anonymous owner must not stand in it
    is_searched: bool = False  # part of the text of the listing's document, in the order of the registry
    matters: bool = False  # a change of it brings a declined pair back
    is_exported: bool = False  # the open API shows it
    is_prose: bool = False  # a section of text on the page of the listing

    @property
    def limit(self) -> int:
        """Characters of a text, entries of a list; 0 where neither is limited."""
        return int(getattr(self.type, "limit", 0))

    @property
    def choices(self) -> Choices | None:
        """The enum whose values the field holds, one or several of them."""
        return getattr(self.type, "choices", None)

    @property
    def fallback(self) -> Any:
        """What is read where a stored value is none that the field can hold."""
        return getattr(self.type, "fallback", "") or self.type.empty

    @property
    def is_list(self) -> bool:
        return isinstance(self.type.empty, list)

    @property
    def is_long(self) -> bool:
        """Whether many listings are better loaded without it."""
        return isinstance(self.type, Indicators) or (isinstance(self.type, Text) and self.limit >= 500)


class Registry(Mapping[str, Field]):
    """Fields by name, in the order in which they are read, shown and compared."""

    def __init__(self, fields: tuple[Field, ...]):
        self._fields = {field.name: field for field in fields}

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def names(self, property_name: str) -> tuple[str, ...]:
        """The fields of which this property holds: names("is_searched")."""
        return tuple(name for name, field in self.items() if getattr(field, property_name))
