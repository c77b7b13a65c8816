"""The floor of taking records in: a bare handler that unpacks a batch and stores the same bytes.

No token, no digest, no hash, no signature, no chain, no receipt; one durable commit a batch.
Run with the database in FLOOR_DATABASE: `sqlite:///FILE` or `postgresql://...`.
"""

import gzip
import json
import os
import sqlite3
from typing import Any

import psycopg

Rows = list[tuple[str, bytes]]
DATABASE = os.environ["FLOOR_DATABASE"]  # noqa: TID251 - no settings of the product
TABLE = "CREATE TABLE IF NOT EXISTS floor (id TEXT, body {bytes})"


class SqliteFloor:
    """One connection, WAL, FULL."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(TABLE.format(bytes="BLOB"))

    def store(self, rows: Rows) -> None:
        """Commit a batch."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO floor VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")


class PostgresFloor:
    """One connection, synchronous_commit on."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        with self._connection.transaction():
            self._connection.execute(TABLE.format(bytes="BYTEA"))

    def store(self, rows: Rows) -> None:
        """Commit a batch."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO floor VALUES (%s, %s)", rows)


def open_floor() -> SqliteFloor | PostgresFloor:
    """Open the database that the environment names."""
    if DATABASE.startswith("sqlite:///"):
        return SqliteFloor(DATABASE.removeprefix("sqlite:///"))
    return PostgresFloor(DATABASE)


floor = open_floor()


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer every request with how many records its body held."""
    if scope["type"] != "http":
        return
    sent = b""
    while True:
        message = await receive()
        sent += message.get("body", b"")
        if not message.get("more_body"):
            break
    rows = []
    if sent:
        items = json.loads(gzip.decompress(sent))["records"]
        rows = [(item["id"], item["body"].encode()) for item in items]
        floor.store(rows)
    body = json.dumps({"stored": len(rows)}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
