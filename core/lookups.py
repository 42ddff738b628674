"""`filter(pk__among=keys)`: like `in`, for thousands of keys, which travel as one parameter."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup


class Among(Lookup):
    """Keys are whole numbers, or strings without commas (public ids)."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        keys = list(self.rhs)
        if not keys:
            raise EmptyResultSet
        if connection.vendor == "postgresql":
            kind = "text[]" if isinstance(keys[0], str) else "bigint[]"
            return f"{left} = ANY(string_to_array(%s, ',')::{kind})", (*params, ",".join(map(str, keys)))
        return f"{left} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(keys))  # noqa: S608 -- a column


def register() -> None:
    for field in (Field, ForeignKey):
        field.register_lookup(Among)
