"""What is known of one field, and how it is registered."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from catalog.fields.rows import Indicators
from catalog.fields.value_types import Choices, Code, FieldType, Text, Word


class Level(IntEnum):
    """When a field must be filled."""

    UNUSED = 0
    OPTIONAL = 1
    EEN = 2  # mandatory for an EEN profile
    PUBLISH = 3  # mandatory before anybody else sees it
    SAVE = 4  # mandatory even for a draft


class Storage(StrEnum):
    """Where the value is kept."""

    FURTHER = "further"  # in the JSON column `Listing.further`, which needs no migration
    COLUMN = "column"  # in a column of its own
    ROWS = "rows"  # in rows of another table: patents


class Layout(StrEnum):
    """How the form shows it."""

    PLAIN = ""
    BOXES = "boxes"  # radio buttons side by side
    SHORT = "short"  # a narrow input
    COUNTED = "counted"  # a text area that counts its characters


class Shown(StrEnum):
    """How the page of a listing shows it."""

    NOWHERE = ""  # not by itself: the page has lines of its own for it, or nobody reads it there
    PROSE = "prose"  # a section of text
    STRIP = "strip"  # a fact of the strip under the title
    TAGS = "tags"  # one badge per entry
    TABLE = "table"  # rows of cells


@dataclass(frozen=True, slots=True)
class Facet:
    """A field by whose values search results are counted and narrowed."""

    name: str  # in addresses, in the API and in the index
    label: Any  # translatable
    place: int  # among the facets of the search page
    is_scale: bool = False  # its values stand in their own order, not by how many they have


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
    storage: Storage = Storage.FURTHER
    is_public_text: bool = False  # free text that strangers read: an anonymous owner must not stand in it
    names_owner: bool = False  # hidden together with the name of an anonymous owner
    weight: int = 0  # how often its text stands in the listing's document; 0: it is not searched
    typed: int = 0  # its place in the text by which a form is matched while it is filled in; 0: none
    shows_figures: bool = False  # its text is searched for the figures that a need wants
    facet: Facet | None = None
    matters: bool = False  # a change of it brings a declined pair back
    is_exported: bool = False  # the open API shows it
    shown: Shown = Shown.NOWHERE
    heading: Any = ""  # on the page of the listing, where it is not the label
    translates: str = ""  # the field that it words in the other language

    def __post_init__(self) -> None:
        """ValueError for words of people that strangers read and nobody looks through for the name of an
        anonymous owner.
        """
        if self.is_read_by_strangers and self.is_free_text and not (self.is_public_text or self.names_owner):
            raise ValueError(f"{self.name}: strangers read it, so it is_public_text, or names_owner hides it")

    @property
    def is_free_text(self) -> bool:
        """Whether people write it in words of their own."""
        return isinstance(self.entry, Text | Word | Indicators)

    @property
    def is_read_by_strangers(self) -> bool:
        return self.is_exported or self.is_searched or self.shown != Shown.NOWHERE or self.facet is not None

    @property
    def is_column(self) -> bool:
        return self.storage == Storage.COLUMN

    @property
    def is_on_listing(self) -> bool:
        """Whether the row of the listing holds the value."""
        return self.storage != Storage.ROWS

    @property
    def is_searched(self) -> bool:
        """Whether it is part of the text of the listing's document, in the order of the registry."""
        return self.weight > 0

    @property
    def limit(self) -> int:
        """Characters of a text, entries of a list; 0 where neither is limited."""
        return int(getattr(self.type, "limit", 0))

    @property
    def choices(self) -> Choices | None:
        """The enum whose values the field holds, one or several of them."""
        return getattr(self.type, "choices", None)

    @property
    def entry(self) -> FieldType:
        """The type of one entry of a list, of anything else the type itself."""
        return getattr(self.type, "entry", self.type)

    @property
    def fallback(self) -> Any:
        """What is read where a stored value is none that the field can hold."""
        return getattr(self.type, "fallback", "") or self.type.empty

    @property
    def holds_codes(self) -> bool:
        """Codes of classifications, one or several."""
        return isinstance(self.entry, Code)

    @property
    def is_list(self) -> bool:
        return isinstance(self.type.empty, list)

    @property
    def is_long(self) -> bool:
        """Whether many listings are better loaded without its column."""
        is_long = isinstance(self.type, Indicators) or (isinstance(self.type, Text) and self.limit >= 500)
        return self.is_column and is_long


class Registry(dict[str, Field]):
    """Fields by name, in the order in which they are read, shown and compared."""

    def __init__(self, fields: Iterable[Field]):
        super().__init__((field.name, field) for field in fields)

    def names(self, property_name: str) -> tuple[str, ...]:
        """The fields of which this property holds: names("is_searched")."""
        return tuple(name for name, field in self.items() if getattr(field, property_name))

    def typed(self) -> list[str]:
        """The fields by which a form is matched while it is filled in, in the order of their places."""
        return sorted(self.names("typed"), key=lambda name: self[name].typed)

    def shown(self, shown: Shown) -> list[Field]:
        """The fields that the page of a listing shows in this way."""
        return [field for field in self.values() if field.shown == shown]

    def facets(self) -> dict[str, Field]:
        """Facet -> its field, in the order of the search page."""
        found = [(field.facet, field) for field in self.values() if field.facet]
        return {facet.name: field for facet, field in sorted(found, key=lambda each: each[0].place)}
