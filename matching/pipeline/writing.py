"""Candidates of many listings in few statements. Only what changed is sent.

PostgreSQL takes rows by binary COPY, which numpy makes without a loop; SQLite by executemany.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from matching.models import Candidate
from matching.pipeline import reading
from matching.pipeline.difference import FOUND, STORED, Kept, Rows, difference, sides

INSERTED = np.dtype(  # as the columns are
    [*((name, "i2" if name == "rank" else FOUND[name]) for name in FOUND.names or ()), ("found_at", "i8")]
)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's timestamps, which count microseconds
HEADER, END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def keep(*, kind: str, listings: Collection[int], found: Rows) -> Kept:
    """Make `found` the ranks of these listings, all of one kind. The ranks of the other side stay.

    Call it inside a transaction, in the turn of PROPOSING.
    """
    mine, _other = sides(kind)
    changes = difference(found, stored(kind=kind, listings=listings))
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
    rows = np.zeros(len(put), dtype=INSERTED)
    for name in FOUND.names or ():
        rows[name] = put[name]
    rows["found_at"] = (now - EPOCH) // timedelta(microseconds=1)
    _copy(f"matching_candidate ({', '.join(_columns(mine))}, found_at)", packed(rows))
    return len(put)


def _upserted(mine: str, put: Rows, now: datetime) -> int:
    """A staging table, then one upsert; `xmax` is 0 in a row that was not there before."""
    columns = ", ".join(f"{name} {reading.TYPES[form[1:]]}" for name, form in _fields(FOUND))
    upsert = _upsert(
        mine,
        "SELECT need, offer, score, strength, rank, need_revision, offer_revision, %s FROM matching_found",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE matching_found ({columns}) ON COMMIT DROP")
        _copy("matching_found", packed(put))
        cursor.execute(
            f"WITH sent AS ({upsert} RETURNING xmax = 0 AS fresh) "  # noqa: S608 -- names of our own columns
            "SELECT count(*) FILTER (WHERE fresh) FROM sent",
            [now],
        )
        fresh = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE matching_found")
    return fresh


def _copy(table: str, data: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(data)


def packed(rows: Rows) -> bytes:
    """Rows as PostgreSQL's binary COPY: a count of fields, then each field with its length,
    all big-endian."""
    out = np.zeros(len(rows), dtype=_wire(rows.dtype))
    fields = _fields(rows.dtype)
    out["count"] = len(fields)
    for name, form in fields:
        out[f"{name}_length"] = np.dtype(form).itemsize
        out[name] = rows[name]
    return HEADER + out.tobytes() + END


def _wire(dtype: "np.dtype[Any]") -> "np.dtype[Any]":
    fields = [("count", ">i2")]
    for name, form in _fields(dtype):
        fields += [(f"{name}_length", ">i4"), (name, f">{form[1:]}")]
    return np.dtype(fields)


def _fields(dtype: "np.dtype[Any]") -> list[tuple[str, str]]:
    return [(str(entry[0]), str(entry[1])) for entry in dtype.descr]
