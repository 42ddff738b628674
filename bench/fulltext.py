"""PostgreSQL's own ranking over a GIN index, as a peer."""

import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

SERVER = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def table(texts: Iterable[str]) -> Iterator[Callable[[str], list]]:
    """Gives a function from a text to the ten best rows. The database is dropped at the end."""
    name = f"tenon_bench_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            address = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
            with psycopg.connect(address, autocommit=True) as connection:
                _fill(connection, texts)
                yield lambda text: _best(connection, text)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fill(connection: psycopg.Connection, texts: Iterable[str]) -> None:
    connection.execute("CREATE UNLOGGED TABLE raw (id serial, body text)")
    with connection.cursor().copy("COPY raw (body) FROM STDIN") as copy:
        for text in texts:
            copy.write_row((text,))
    connection.execute("CREATE TABLE offer AS SELECT id, to_tsvector('simple', body) AS words FROM raw")
    connection.execute("CREATE INDEX ON offer USING gin (words)")
    connection.execute("VACUUM ANALYZE offer")


def _best(connection: psycopg.Connection, text: str) -> list:
    words = " | ".join(sorted(set(re.findall(r"\w+", text))))
    return connection.execute(
        "SELECT id FROM offer, to_tsquery('simple', %s) asked WHERE words @@ asked "
        "ORDER BY ts_rank(words, asked) DESC, id LIMIT 10",
        [words],
    ).fetchall()
