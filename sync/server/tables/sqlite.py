"""What only SQLite knows: a file that is there or is made, a turn to write, a file that stays."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from sync.server.errors import DatabaseTrouble

BUSY_TIMEOUT_S = 10
LOOK_AGAIN_S = 0.001
SETTINGS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-256",  # KiB; the system keeps pages, too
)
LOGS = ("-wal", "-shm")
"""What lies beside the file while anybody has it open."""

_ATTEMPTS = 3

Identity = tuple[int, int]


def connector(file: Path) -> Callable[[], sqlite3.Connection]:
    """Return what connects to a file that is there, and never makes one.

    A file that was removed while the server runs must not come back empty.
    """
    uri = f"file:{quote(str(file.absolute()))}?mode=rw"
    return lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)


class Watch:
    """Notices that the file of an open database, or its log, was removed or replaced.

    What is committed into a file without a name is gone with the last process that has it open, so
    it must not be receipted. A connection is held open: as long as it is, SQLite itself neither
    removes nor replaces any of these files.
    """

    def __init__(self, file: Path) -> None:
        self._files = [file, *(Path(f"{file}{log}") for log in LOGS)]
        self._connect = connector(file)
        self._lock = threading.Lock()
        self._held: sqlite3.Connection | None = None
        self._known: list[Identity | None] = []

    def begin(self) -> None:
        """Note which files these are; only the first time counts."""
        with self._lock:
            if self._held is None:
                held = self._connect()
                held.execute("SELECT count(*) FROM sqlite_master").fetchone()
                self._known = [_identify(file) for file in self._files]
                self._held = held

    def check(self) -> None:
        """Raise DatabaseTrouble when one of the files is not the one that was opened."""
        if self._held is None:
            return
        for file, known in zip(self._files, self._known, strict=True):
            if known is not None and _identify(file) != known:
                raise DatabaseTrouble(
                    f"{file} was removed or replaced while it was in use; put the right file "
                    "back, or restore a backup, and start the server again",
                    full=False,
                )

    def end(self) -> None:
        """Let the files go."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None


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


def _identify(file: Path) -> Identity | None:
    try:
        found = os.stat(file)  # noqa: PTH116 - asked for at every request, and this is the quicker
    except OSError:
        return None
    return found.st_dev, found.st_ino


def copy_files(file: Path, folder: Path) -> Path:
    """Copy a database file that nobody writes to, with its log, into a folder; returns the copy.

    Raises OSError, and DatabaseTrouble when it is written to after all.
    """
    parts = [file, *(part for log in LOGS[:1] if (part := Path(f"{file}{log}")).exists())]
    for _ in range(_ATTEMPTS):
        before = [(part.stat().st_size, part.stat().st_mtime_ns) for part in parts]
        for part in parts:
            shutil.copyfile(part, folder / part.name)
        if before == [(part.stat().st_size, part.stat().st_mtime_ns) for part in parts]:
            return folder / file.name
    raise DatabaseTrouble(f"{file} changes while it is copied", full=False)
