"""The epoch: while it stays the same, nothing that the server receipted was lost.

A tablet that meets another epoch asks what is missing here and sends it again. So a new one begins
when an old backup is restored, and when another database goes on as the primary: a standby that
was promoted may lack the last commits, and nobody should have to know whether it does.
"""

import uuid

from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Connection, Database
from sync.server.tables.meta import EPOCH, TIMELINE, find_note, write_note
from sync.server.tables.postgresql import read_timeline


def read_epoch(connection: Connection) -> str:
    """Return the server's epoch."""
    epoch = find_note(connection, EPOCH)
    if epoch is None:
        raise LookupError("the database holds no epoch")
    return epoch


def begin_epoch(connection: Connection) -> str:
    """Begin a new epoch, in the caller's transaction; returns it."""
    epoch = uuid.uuid4().hex
    write_note(connection, EPOCH, epoch)
    write_note(connection, TIMELINE, read_timeline(connection))
    return epoch


def get_epoch(database: Database) -> str:
    """Return the epoch; a new one when the database was promoted since it was last asked."""
    with database.reading() as connection:
        epoch = read_epoch(connection)
        if _is_the_same(connection):
            return epoch
    with database.writing() as connection:
        lock_counter(connection)  # of several who see it at once, one begins the epoch
        return read_epoch(connection) if _is_the_same(connection) else begin_epoch(connection)


def _is_the_same(connection: Connection) -> bool:
    """True if the log's timeline is still the one of this epoch, or cannot be known."""
    now = read_timeline(connection)
    return not now or find_note(connection, TIMELINE) == now
