"""Functions of JSON values that both databases have under different names."""

from typing import Any

from django.db.models import CharField, Func, IntegerField


class JSONType(Func):
    """ "array", "object", "null" and so on: the type of a JSON value."""

    function = "JSON_TYPE"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_TYPEOF", **extra)


class JSONArrayLength(Func):
    """The number of entries of a JSON array."""

    function = "JSON_ARRAY_LENGTH"
    arity = 1
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **extra)
