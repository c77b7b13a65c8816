"""The one counter that orders everything that changes, in the order in which it was committed.

Its row is locked by whoever takes a number and stays locked until commit (on SQLite the whole
database is), so a reader who has seen n will never see a smaller number appear later.
"""

from sqlalchemy import Connection, select, text, update

from sync.server.tables.schema import change_counter

_READ = select(change_counter.c.value)
# What a receipt relies on is set in the very transaction, whatever became of the connection's own.
_LOCK = text("""
    SELECT value,
        set_config('synchronous_commit',
            CASE WHEN current_setting('synchronous_commit') = 'remote_apply'
                THEN 'remote_apply' ELSE 'on' END, true),
        set_config('statement_timeout', '0', true)
    FROM change_counter FOR UPDATE
""")
_ADVANCE = update(change_counter)


def lock_counter(connection: Connection) -> int:
    """Wait for the counter, hold it until commit; returns the last number given out."""
    query = _LOCK if connection.dialect.name == "postgresql" else _READ
    return int(connection.execute(query).scalar_one())


def advance_counter(connection: Connection, value: int) -> None:
    """Write the last number given out; only whoever holds the counter may."""
    connection.execute(_ADVANCE, {"value": value})


def read_counter(connection: Connection) -> int:
    """Return the last number that was committed."""
    return int(connection.execute(_READ).scalar_one())
