"""Many rows of numbers from the database into arrays, without an object of a model for each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, QuerySet

from catalog.enums import ListingState
from catalog.models import Listing
from matching.pipeline.difference import Rows

LISTED = np.dtype([("place", "i8"), ("pk", "i8"), ("revision", "i4")])


def fetched(rows: QuerySet[Any], columns: Sequence[Any], dtype: "np.dtype[Any]") -> Rows:
    """The columns (names or expressions, never NULL) of all rows, in any order, as `dtype` names them."""
    named = {
        f"f{place}": F(column) if isinstance(column, str) else column for place, column in enumerate(columns)
    }
    sql, params = rows.order_by().annotate(**named).values_list(*named).query.sql_with_params()
    return _executed(sql, params, dtype)


def published(keys: Sequence[str]) -> Rows:
    """Key and revision of each of these listings (public ids, each once), in their order; 0 where none is
    published.

    LIMIT keeps PostgreSQL at the index: for ten thousand keys it would rather read the whole table, with its
    long texts.
    """
    rows = np.zeros(len(keys), dtype=LISTED)
    if connection.vendor == "postgresql":
        found = _executed(
            "SELECT place - 1, id, revision "
            "FROM unnest(string_to_array(%s, ',')) WITH ORDINALITY AS wanted (key, place), "
            "LATERAL (SELECT id, revision FROM catalog_listing "
            "WHERE public_id = key AND state = %s LIMIT 1) listed",
            [",".join(keys), ListingState.PUBLISHED],
            LISTED,
        )
    else:
        places = {key: place for place, key in enumerate(keys)}
        listings = Listing.objects.published().filter(public_id__among=keys).order_by()
        values = listings.values_list("public_id", "pk", "revision")
        found = np.array([(places[key], pk, revision) for key, pk, revision in values], dtype=LISTED)
    rows[found["place"]] = found
    return rows


def _executed(sql: str, params: Sequence[Any], dtype: "np.dtype[Any]") -> Rows:
    """One statement, without Django's conversions of values, which numbers do not need."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return np.array(cursor.fetchall(), dtype=dtype)
