"""Turns: writers that must see each other's work take one, and give it back with their transaction."""

from django.db import connection, transaction

INDEX_CHANGES = 7_310_001  # numbers of PostgreSQL advisory locks, unique in the project
PROPOSING = 7_310_002


def take_turn(number: int) -> None:
    """Wait until nobody else has this turn; it ends with the surrounding transaction.

    SQLite needs nothing: its transactions begin IMMEDIATE, so writers have turns anyway.
    """
    assert connection.in_atomic_block, "a turn ends with a transaction: open one first"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def on_savepoint() -> transaction.Atomic:
    """A part that a constraint may refuse without losing the whole transaction."""
    return transaction.atomic(savepoint=True)
