"""What only SQLite knows: how each connection is set, a turn to write, a write-ahead log."""

import sqlite3
import time

from sqlalchemy import Connection

BUSY_TIMEOUT_S = 10
LOOK_AGAIN_S = 0.001
SETTINGS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-256",  # KiB; the system keeps pages, too
)


def begin_writing(connection: Connection, patience_s: float) -> None:
    """Begin a transaction once no other process writes; looks often, as it is soon over.

    SQLite's own waits grow to a tenth of a second, many times as long as a batch takes.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the one driver of this dialect
    give_up_at = time.monotonic() + patience_s
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(driver) and time.monotonic() < give_up_at:
            time.sleep(LOOK_AGAIN_S)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last time, and says why not
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(patience_s * 1000)}")


def write_ahead(cursor: sqlite3.Cursor) -> None:
    """Use a write-ahead log; who meets another at the very first time tries again.

    SQLite's own time-out does not apply to this change, which lasts for the life of the file.
    """
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as fault:
            if not _is_busy(fault) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        return not _is_busy(fault)
    return True


def _is_busy(fault: sqlite3.OperationalError) -> bool:
    return fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
