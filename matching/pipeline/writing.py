"""Candidates of many listings in few statements. Only what changed is sent.

PostgreSQL takes rows by psycopg's binary COPY, SQLite by executemany.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Listing
from matching.models import Candidate
from matching.pipeline import reading
from matching.pipeline.difference import FOUND, STORED, Difference, Kept, Rows, sides

# PostgreSQL's types of FOUND, as the columns of matching_candidate have them
TYPES = ("int8", "int8", "float8", "float8", "int2", "int4", "int4")


def clear(*, listings: Iterable[Listing]) -> int:
    """Listings that are no longer published have no candidates and are nobody's."""
    keys = [listing.pk for listing in listings]
    removed, _per_model = Candidate.objects.filter(Q(need__in=keys) | Q(offer__in=keys)).delete()
    return removed


def write(*, kind: str, changes: Difference) -> Kept:
    """Changes of the lists of listings of one kind. The ranks that the other side gives stay.

    Call it inside a transaction, in the turn of PROPOSING.
    """
    mine, _other = sides(kind)
    now = timezone.now()
    if len(changes.gone):
        Candidate.objects.filter(pk__among=changes.gone.tolist()).delete()
    if len(changes.demoted):
        demoted = Candidate.objects.filter(pk__among=changes.demoted.tolist())
        demoted.update(**{f"rank_for_{mine}": None, "found_at": now})
    fresh = 0
    if len(changes.put):
        put = changes.put[
            np.lexsort((changes.put["offer"], changes.put["need"]))
        ]  # one order of locks for all
        fresh = (_copied if connection.vendor == "postgresql" else _executed)(mine, put, now)
    return Kept(fresh, len(changes.put) - fresh + len(changes.demoted), len(changes.gone))


def stored(*, kind: str, listings: Collection[int]) -> Rows:
    """The rows that these listings rank, as STORED."""
    if not listings:
        return np.zeros(0, dtype=STORED)
    mine, other = sides(kind)
    rows = Candidate.objects.filter(**{f"{mine}__among": listings, f"rank_for_{mine}__isnull": False})
    columns = [
        "id",
        "need_id",
        "offer_id",
        "score",
        "strength",
        f"rank_for_{mine}",
        "need_revision",
        "offer_revision",
    ]
    return reading.fetched(rows, [*columns, Coalesce(F(f"rank_for_{other}"), 0)], STORED)


def _columns(mine: str) -> list[str]:
    """Of matching_candidate, in the order of FOUND."""
    return ["need_id", "offer_id", "score", "strength", f"rank_for_{mine}", "need_revision", "offer_revision"]


def _upsert(mine: str, source: str) -> str:
    columns = _columns(mine)
    updates = ", ".join(f"{name} = excluded.{name}" for name in (*columns[2:], "found_at"))
    return (
        f"INSERT INTO matching_candidate ({', '.join(columns)}, found_at) {source} "
        f"ON CONFLICT (need_id, offer_id) DO UPDATE SET {updates}"
    )


def _executed(mine: str, put: Rows, now: datetime) -> int:
    """SQLite. Returns how many rows are new: an upsert gives a key only to those."""
    newest = Candidate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sql = _upsert(mine, f"VALUES ({', '.join(['%s'] * len(FOUND.names or ()))}, %s)")
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*row, at) for row in put.tolist()])
    return Candidate.objects.filter(pk__gt=newest).count()


def _copied(mine: str, put: Rows, now: datetime) -> int:
    """PostgreSQL. Returns how many rows are new.

    Listings that have no row yet cannot meet one: theirs go straight into the table. In the turn of PROPOSING
    nobody else makes rows.
    """
    listings = set(put[mine].tolist())
    have = Candidate.objects.filter(**{f"{mine}__among": listings}).order_by().distinct()
    met = np.isin(put[mine], np.array(have.values_list(mine, flat=True), dtype=np.int64))
    return _inserted(mine, put[~met], now) + (_upserted(mine, put[met], now) if met.any() else 0)


def _inserted(mine: str, put: Rows, now: datetime) -> int:
    columns = ", ".join((*_columns(mine), "found_at"))
    _copy(f"matching_candidate ({columns})", [*TYPES, "timestamptz"], ((*row, now) for row in put.tolist()))
    return len(put)


def _upserted(mine: str, put: Rows, now: datetime) -> int:
    """A staging table, then one upsert; `xmax` is 0 in a row that was not there before."""
    names = FOUND.names or ()
    columns = ", ".join(f"{name} {form}" for name, form in zip(names, TYPES, strict=True))
    upsert = _upsert(mine, f"SELECT {', '.join(names)}, %s FROM matching_found")  # noqa: S608 -- our own
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE matching_found ({columns}) ON COMMIT DROP")
        _copy("matching_found", TYPES, put.tolist())
        cursor.execute(
            f"WITH sent AS ({upsert} RETURNING xmax = 0 AS fresh) "  # noqa: S608 -- names of our own columns
            "SELECT count(*) FILTER (WHERE fresh) FROM sent",
            [now],
        )
        fresh = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE matching_found")
    return fresh


def _copy(table: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
