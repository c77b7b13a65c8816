"""What the server is: its epoch, the timeline of its database, and its key."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from sync.server.tables.schema import meta

EPOCH = "epoch"
TIMELINE = "timeline"
SERVER_KEY = "server_key"
READY_AT = "ready_at"
OLDEST_CURSOR = "oldest_cursor"  # deleted rows numbered up to it are forgotten

_FIND = select(meta.c.value).where(meta.c.name == bindparam("wanted"))


def find_note(connection: Connection, name: str) -> str | None:
    """Return the value kept under a name."""
    return connection.execute(_FIND, {"wanted": name}).scalar()


def forget_note(connection: Connection, name: str) -> None:
    """Keep nothing under a name."""
    connection.execute(delete(meta).where(meta.c.name == name))


def write_note(connection: Connection, name: str, value: str) -> None:
    """Keep a value under a name, instead of the one before."""
    connection.execute(delete(meta).where(meta.c.name == name))
    connection.execute(insert(meta).values(name=name, value=value))
