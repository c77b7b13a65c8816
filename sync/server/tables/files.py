"""The photos that records name, and the files that came whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from sync.server.tables.adding import add_rows
from sync.server.tables.among import among
from sync.server.tables.counter import lock_counter
from sync.server.tables.schema import files, record_files

_NAMED = (
    select(record_files.c.record_id, record_files.c.sha256)
    .where(among(record_files.c.record_id, "ids"))
    .order_by(record_files.c.record_id, record_files.c.sha256)
)
_CAME = select(files.c.sha256).where(among(files.c.sha256, "sha256s"))


def insert_record_files(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the photos that records name; each row names every column."""
    add_rows(connection, record_files, rows)


def load_named_files(connection: Connection, record_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the SHA-256 of the photos that each of these records names."""
    named: dict[str, list[str]] = {}
    if not record_ids:
        return named
    for record_id, sha256 in connection.execute(_NAMED, {"ids": record_ids}):
        named.setdefault(record_id, []).append(sha256)
    return named


def find_files(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Return which of these files came whole."""
    return set(connection.execute(_CAME, {"sha256s": sha256s}).scalars()) if sha256s else set()


def find_named(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Return which of these photos a record names."""
    query = select(record_files.c.sha256).where(among(record_files.c.sha256, "sha256s"))
    return set(connection.execute(query, {"sha256s": sha256s}).scalars()) if sha256s else set()


def is_named(connection: Connection, sha256: str) -> bool:
    """True if a record names this photo."""
    query = select(record_files.c.sha256).where(record_files.c.sha256 == sha256).limit(1)
    return connection.execute(query).first() is not None


def note_file(
    connection: Connection, sha256: str, *, length: int, media_type: str, at: str
) -> None:
    """Note that a file came whole; a second time changes nothing. Holds the counter until commit.

    Without a lock two uploads of one file could both find that it is not noted.
    """
    lock_counter(connection)
    if not find_files(connection, [sha256]):
        values = {"sha256": sha256, "bytes": length, "media_type": media_type, "stored_at": at}
        connection.execute(insert(files).values(values))


def load_files(connection: Connection) -> Iterator[Row[Any]]:
    """Give every file that came whole (sha256, bytes, media_type, stored_at)."""
    query = select(files).order_by(files.c.sha256)
    yield from connection.execute(query.execution_options(yield_per=200))


def count_files(connection: Connection) -> int:
    """Return how many files came whole."""
    return int(connection.execute(select(func.count()).select_from(files)).scalar_one())


def count_missing_files(connection: Connection) -> int:
    """Return how many photos are named by records and have not come."""
    came = select(files.c.sha256)
    query = select(func.count(record_files.c.sha256.distinct())).where(
        record_files.c.sha256.not_in(came)
    )
    return int(connection.execute(query).scalar_one())
