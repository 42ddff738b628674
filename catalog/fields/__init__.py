"""The registry of a listing's fields: what each holds, how long it may be, where it is shown and searched."""

from catalog.fields import figures, further, value_types
from catalog.fields.errors import ContentError, Unacceptable
from catalog.fields.field import Facet, Field, Layout, Level, Shown, Storage
from catalog.fields.reading import label_of, unreadable_in, words_for
from catalog.fields.registry import FIELDS
from catalog.fields.words import words_of

__all__ = [
    "FIELDS",
    "ContentError",
    "Facet",
    "Field",
    "Layout",
    "Level",
    "Shown",
    "Storage",
    "Unacceptable",
    "figures",
    "further",
    "label_of",
    "unreadable_in",
    "value_types",
    "words_for",
    "words_of",
]
