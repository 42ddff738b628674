"""Types of values: each knows its empty value, brings a value into one writing, and refuses what it
cannot hold.

`clean(value, codes)` returns the value as it is stored or raises Unacceptable; `codes` are the known
"scheme:code" keys. None, "" and [] are empty for every type. `can_hold(stored)` tells whether a stored
value can be worked with at all: it has the right Python type and, of an enum, a known value.
`from_json(stored)` is the value that stands in a JSON column, or what stands there when it is none. No
type reads the database, the clock or the language of the reader.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalog.fields.errors import ContentError, Unacceptable, refuse
from catalog.fields.text import check_length, normalize_text
from core import countries

Choices = type[TextChoices]
NO_CODES: frozenset[str] = frozenset()
SHOWN = 40  # characters of a refused value that its sentence repeats


class FieldType(Protocol):
    """What the registry needs of a type."""

    @property
    def empty(self) -> Any: ...

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> Any: ...

    def can_hold(self, stored: Any) -> bool: ...

    def from_json(self, stored: Any) -> Any: ...


class Plain:
    """A type of which JSON holds the values as they are."""

    __slots__ = ()

    def from_json(self, stored: Any) -> Any:
        return stored


def too_many(found: int, limit: int) -> ContentError:
    message = ngettext_lazy(
        "%(found)d entries, %(limit)d at most.", "%(found)d entries, %(limit)d at most.", "limit"
    )
    return ContentError("too_many", message, {"found": found, "limit": limit})


def check_size(entries: Sequence[Any], limit: int) -> None:
    """A list many times longer than any that is accepted is not read at all."""
    if len(entries) > 10 * limit + 100:
        raise Unacceptable([too_many(len(entries), limit)])


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def entries_of(value: Any) -> list[Any]:
    """The entries of a list, any other value as the only one, nothing of an empty value."""
    return value if isinstance(value, list) else [] if is_empty(value) else [value]


@dataclass(frozen=True, slots=True)
class Text(Plain):
    """str of at most `limit` characters; 0: no limit."""

    limit: int
    one_line: bool = False
    empty: ClassVar[str] = ""

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> str:
        text = normalize_text(value)
        if self.one_line and "\n" in text:
            raise refuse("line_break", _("A line break stands in what must be one line."))
        check_length(text, self.limit)
        return text

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, str)


@dataclass(frozen=True, slots=True)
class OneOf(Plain):
    """One value of an enum; `empty` when nothing is said. `fallback` stands for what is stored and cannot
    be read.
    """

    choices: Choices
    empty: str = ""
    fallback: str = ""

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> str:
        if is_empty(value):
            return self.empty
        text = normalize_text(value)
        if text not in self.choices.values:
            raise refuse(
                "unknown_choice",
                _("%(value)s is none of: %(choices)s."),
                value=repr(text[:SHOWN]),
                choices=", ".join(self.choices.values),
            )
        return text

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, str) and (stored == self.empty or stored in self.choices.values)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of at most `limit` different entries of one type; empty entries are left out."""

    entry: FieldType
    limit: int

    @property
    def empty(self) -> list[Any]:
        return []

    @property
    def choices(self) -> Choices | None:
        """The enum of the entries, if they are of one."""
        return getattr(self.entry, "choices", None)

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> list[Any]:
        if is_empty(value):
            return []
        if not isinstance(value, list | tuple):
            raise refuse("wrong_type", _("A list belongs here."))
        check_size(value, self.limit)
        entries = [self.entry.clean(each, codes) for each in value]
        entries = list(dict.fromkeys(each for each in entries if not is_empty(each)))
        if len(entries) > self.limit:
            raise Unacceptable([too_many(len(entries), self.limit)])
        return entries

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, list) and all(map(self.entry.can_hold, stored))

    def from_json(self, stored: Any) -> Any:
        return list(map(self.entry.from_json, stored)) if isinstance(stored, list) else stored


@dataclass(frozen=True, slots=True)
class Word(Plain):
    """str of one line with single spaces, at most `longest` characters."""

    longest: int
    empty: ClassVar[str] = ""

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> str:
        text = " ".join(normalize_text(value).split())
        if len(text) > self.longest:
            raise refuse(
                "keyword_too_long",
                _("A keyword has %(longest)d characters at most; this one is longer: %(word)s…"),
                longest=self.longest,
                word=text[:SHOWN],
            )
        return text

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, str)


@dataclass(frozen=True, slots=True)
class Code(Plain):
    """A known key "scheme:code" of one of these schemes."""

    schemes: tuple[str, ...]
    empty: ClassVar[str] = ""

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> str:
        key = normalize_text(value)
        scheme, _colon, bare = key.partition(":")
        if key and (key not in codes or scheme not in self.schemes):
            raise refuse(
                "unknown_code",
                _("Not in the list: %(codes)s. Choose one that is."),
                codes=(bare or key)[:SHOWN],
            )
        return key

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, str)


@dataclass(frozen=True, slots=True)
class Country(Plain):
    """ISO 3166-1 alpha-2, capital letters."""

    empty: ClassVar[str] = ""

    def clean(self, value: Any, codes: Collection[str] = NO_CODES) -> str:
        text = normalize_text(value)
        if text and text not in countries.ISO_3166:
            raise refuse(
                "unknown_country",
                _("%(value)s is no country code of ISO 3166, such as CN or DE."),
                value=repr(text[:SHOWN]),
            )
        return text

    def can_hold(self, stored: Any) -> bool:
        return isinstance(stored, str)


def clean_cells(
    row: Mapping[str, Any], cells: Mapping[str, FieldType], codes: Collection[str] = NO_CODES
) -> dict[str, Any]:
    """The cells of one row; everything wrong in it is raised together, each with the name of its cell."""
    found, errors = read_cells(row, cells, codes)
    if errors:
        raise Unacceptable(errors)
    return found


def read_cells(
    row: Mapping[str, Any], cells: Mapping[str, FieldType], codes: Collection[str] = NO_CODES
) -> tuple[dict[str, Any], list[ContentError]]:
    """The cells of one row, empty where a value is refused, and why: each reason begins with its cell."""
    errors: list[ContentError] = [
        ContentError("unknown_field", _("There is no such field."), path=(str(name)[:SHOWN],))
        for name in row
        if name not in cells
    ]
    found = {}
    for name, cell in cells.items():
        try:
            found[name] = cell.clean(row.get(name), codes)
        except Unacceptable as wrong:
            errors += [error.at("", name) for error in wrong.errors]
            found[name] = cell.empty
    return found, errors
