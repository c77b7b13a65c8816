"""The assertions that were used: each is good once."""

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from sync.server.tables.schema import used_assertions


def use_assertion(connection: Connection, jti_sha256: str, *, ends_at: str, now: str) -> bool:
    """Note that an assertion is used; tells whether for the first time. Those that ended go."""
    connection.execute(delete(used_assertions).where(used_assertions.c.ends_at < now))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(used_assertions).values(jti_sha256=jti_sha256, ends_at=ends_at)
    added = adding.on_conflict_do_nothing().returning(used_assertions.c.jti_sha256)
    return connection.execute(added).first() is not None
