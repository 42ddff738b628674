"""The registry of a listing's fields: what each holds, how long it may be, and when it must be filled."""

from catalog.fields.errors import ContentError, Unacceptable
from catalog.fields.registry import (
    COLUMNS,
    FIELDS,
    ONE_OF,
    Field,
    Level,
    missing,
    publish_condition,
    unreadable_in,
    used,
)

__all__ = [
    "COLUMNS",
    "FIELDS",
    "ONE_OF",
    "ContentError",
    "Field",
    "Level",
    "Unacceptable",
    "missing",
    "publish_condition",
    "unreadable_in",
    "used",
]
