"""The JSON column of a listing: fields that have no column of their own.

`put` is the one writer of that column and `get` its one reader. Empty values are not in it. What stands
in it under a name that is not registered stays there and is shown nowhere.
"""

import json
from collections.abc import Mapping
from typing import Any

from catalog.fields.field import Field
from catalog.fields.value_types import is_empty

COLUMN = "further"


def put(further: Mapping[str, Any], field: Field, value: Any) -> dict[str, Any]:
    """The content of the column with this value of the field."""
    rest = {name: kept for name, kept in further.items() if name != field.name}
    if is_empty(value) or value == field.type.empty:
        return rest
    return rest | {field.name: json.loads(json.dumps(value, default=str))}


def get(further: Any, field: Field) -> Any:
    """The value of the field as its type has it; what the type cannot hold comes back as it is stored."""
    if not isinstance(further, Mapping) or field.name not in further:
        return field.type.empty
    return field.type.from_json(further[field.name])
