"""Functions that the databases have under different names, and types that SQLite alone does not hold to."""

from typing import Any

from django.db.models import CharField, DateField, Func, IntegerField


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


class AsDate(Func):
    """A date as the database reads it. SQLite lets any text stand in a column of dates; of what is no date
    it makes another one, or nothing.
    """

    function = "DATE"
    template = "COALESCE(%(function)s(%(expressions)s, '+0 days'), '')"
    arity = 1
    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **extra)


class StorageType(Func):
    """The type in which a number is stored: "integer" or "real" on SQLite, "numeric" on PostgreSQL."""

    function = "TYPEOF"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="PG_TYPEOF(%(expressions)s)::text", **extra)
