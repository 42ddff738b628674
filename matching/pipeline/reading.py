"""Many rows of numbers from the database into arrays.

A result of Python objects costs microseconds a row. PostgreSQL puts each row into bytes of one length and all
of them into one value, which numpy reads as it is.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Aggregate, BinaryField, F, Func, QuerySet

from catalog.enums import ListingState
from catalog.models import Listing
from matching.pipeline.difference import Rows

LISTED = np.dtype([("place", "i8"), ("pk", "i8"), ("revision", "i4")])
TYPES = {"i4": "int4", "i8": "int8", "f8": "float8"}


class _Packed(Aggregate):
    """All rows in the binary form of the database: big-endian, one after another."""

    template = "string_agg(%(expressions)s, ''::bytea)"
    arg_joiner = " || "
    output_field = BinaryField()


def fetched(rows: QuerySet[Any], columns: Sequence[Any], dtype: "np.dtype[Any]") -> Rows:
    """The columns (names or expressions, never NULL) of all rows, in any order, as `dtype` names them."""
    expressions = [F(column) if isinstance(column, str) else column for column in columns]
    fields = [(str(entry[0]), TYPES[str(entry[1])[1:]]) for entry in dtype.descr]
    if connection.vendor != "postgresql":
        named = {f"f{place}": expression for place, expression in enumerate(expressions)}
        return np.array(list(rows.order_by().annotate(**named).values_list(*named)), dtype=dtype)
    sent = [
        Func(
            Func(expression, template=f"%(expressions)s::{form}"),
            function=f"{form}send",
        )
        for expression, (_name, form) in zip(expressions, fields, strict=True)
    ]
    return _read(rows.order_by().aggregate(all=_Packed(*sent))["all"], dtype)


def published(keys: Sequence[str]) -> Rows:
    """Key and revision of each of these listings (public ids, each once), in their order; 0 where none is
    published.

    LIMIT keeps PostgreSQL at the index: for ten thousand keys it would rather read the whole table, with its
    long texts.
    """
    rows = np.zeros(len(keys), dtype=LISTED)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(int8send(place - 1) || int8send(id) || int4send(revision), ''::bytea) "
                "FROM unnest(string_to_array(%s, ',')) WITH ORDINALITY AS wanted (key, place), "
                "LATERAL (SELECT id, revision FROM catalog_listing "
                "WHERE public_id = key AND state = %s LIMIT 1) listed",
                [",".join(keys), ListingState.PUBLISHED],
            )
            found = _read(cursor.fetchone()[0], LISTED)
    else:
        places = {key: place for place, key in enumerate(keys)}
        listings = Listing.objects.published().filter(public_id__among=keys).order_by()
        values = listings.values_list("public_id", "pk", "revision")
        found = np.array([(places[key], pk, revision) for key, pk, revision in values], dtype=LISTED)
    rows[found["place"]] = found
    return rows


def _read(data: bytes | None, dtype: "np.dtype[Any]") -> Rows:
    return np.frombuffer(data or b"", dtype=dtype.newbyteorder(">")).astype(dtype)
