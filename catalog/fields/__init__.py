"""The registry of a listing's fields: what each holds, how long it may be, where it is shown and searched."""

from catalog.fields import value_types
from catalog.fields.errors import ContentError, Unacceptable
from catalog.fields.field import Field, Layout, Level
from catalog.fields.reading import label_of, unreadable_in, words_for
from catalog.fields.registry import COLUMNS, FIELDS

__all__ = [
    "COLUMNS",
    "FIELDS",
    "ContentError",
    "Field",
    "Layout",
    "Level",
    "Unacceptable",
    "label_of",
    "unreadable_in",
    "value_types",
    "words_for",
]
