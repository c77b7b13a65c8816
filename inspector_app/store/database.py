"""Opening the tablet's database, reading from it and writing to it: once, here.

A commit is on the disk when it returns: WAL with `synchronous=FULL`. These settings belong to a
connection and not to the file, so every connection is made by `_connect`. A thread has its own.
"""

import os
import sqlite3
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import sqlite_utils

from inspector_app.errors import StorageTrouble
from inspector_app.store.at_rest import NO_VAULT, Vault
from inspector_app.store.folders import make_folder
from inspector_app.store.presence import share_folder
from inspector_app.store.trouble import as_trouble, telling_trouble
from inspector_app.store.whole_file import sync_folder

BUSY_TIMEOUT_MS = 10_000


class Connection(sqlite_utils.Database):
    """What the statements of this package work on, inside `reading` or `writing`.

    The library's connection, with the tablet's vault and without a savepoint around each query.
    The library sets one lest a statement that gives no rows has an effect, and looks for
    transactions that the driver began by itself; ours begins none (`isolation_level=None`).
    """

    vault: Vault = NO_VAULT

    def query(
        self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None
    ) -> Generator[dict[str, Any], None, None]:
        """Run a statement at once and give its rows by column."""
        cursor = self.conn.execute(sql, params or ())
        names = [told[0] for told in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def execute(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None
    ) -> sqlite3.Cursor:
        """Run a statement in the transaction that is open."""
        return self.conn.execute(sql, parameters or ())


PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT_MS,  # first: the others may have to wait
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "secure_delete": 1,  # what a draft said in plain is overwritten when it is sealed
    "fullfsync": 1,  # macOS and iOS: fsync alone leaves data in the drive's cache
    "checkpoint_fullfsync": 1,
}


class TabletDatabase:
    """One database file and the connections to it, one for each thread that asks.

    `vault` encrypts the bytes of records; the first thing that is opened finds it.
    """

    def __init__(self, path: Path, vault: Vault = NO_VAULT) -> None:
        self.path = path
        self.vault = vault
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._free = threading.Condition()
        self._used = 0
        self._all: list[Connection] = []
        self._held: BinaryIO | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout.

        Inside `writing` of the same thread it sees what was written so far. Raises StorageTrouble.
        """
        outer: Connection | None = getattr(self._mine, "db", None)
        if outer is not None and outer.conn.in_transaction:
            yield outer
            return
        with self._in_use(), telling_trouble(self._drop):
            db = self._connection()
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is on the disk when the block is left.

        An exception undoes all of it. Raises StorageTrouble when the disk is full or failing.
        """
        with self._in_use(), telling_trouble(self._drop):
            db = self._connection()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                db.rollback()
                raise

    def settle(self) -> None:
        """Empty the write-ahead log, where what was deleted is still to be read.

        Waits for nobody: what somebody else reads just now stays until the next time.
        """
        with self._in_use(), telling_trouble(self._drop):
            db = self._connection()
            db.execute("PRAGMA busy_timeout = 0")
            try:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    def close(self) -> None:
        """Close every connection, once other threads are done with what they do on theirs.

        The database may be used again: it then opens anew.
        """
        with self._free:
            # Closing a connection under another thread's statement crashes the process.
            self._free.wait_for(lambda: not self._used, BUSY_TIMEOUT_MS / 1000)
            with self._lock:
                for db in self._all:
                    db.close()
                self._all.clear()
                self._mine = threading.local()
                self._let_go()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._free:
            self._used += 1
        try:
            yield
        finally:
            with self._free:
                self._used -= 1
                self._free.notify_all()

    def _connection(self) -> Connection:
        known: Connection | None = getattr(self._mine, "db", None)
        if known is None:
            with self._lock:
                self._hold()
                try:
                    known = self._mine.db = _connect(self.path)
                    self._all.append(known)
                finally:
                    self._let_go()
        known.vault = self.vault
        return known

    def _hold(self) -> None:
        """Share the folder with others, from the first connection to the last."""
        if self._held is None:
            _create_private(self.path)
            self._held = share_folder(self.path.parent)

    def _let_go(self) -> None:
        """Share the folder no longer when no connection is left."""
        if self._held is not None and not self._all:
            self._held.close()
            self._held = None

    def _drop(self) -> None:
        """Close this thread's connection: after an I/O error it must not be trusted again."""
        db: Connection | None = getattr(self._mine, "db", None)
        if db is None:
            return
        del self._mine.db
        with self._lock:
            self._all.remove(db)
            db.close()
            self._let_go()


def _connect(path: Path) -> Connection:
    # Closed by another thread at the end, used by one: hence check_same_thread off.
    plain = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for name, value in PRAGMAS.items():
            plain.execute(f"PRAGMA {name} = {value}").fetchall()
        _check_journal(plain)
        return Connection(plain, execute_plugins=False)
    except BaseException:
        plain.close()
        raise


def _create_private(path: Path) -> None:
    """Make folder and file for this user alone: the device's private key lies in it.

    A file that is there is left alone: closing any descriptor of it would release every lock that
    this process holds on it (POSIX), and another process would take itself for the only one.
    """
    if path.exists():
        return
    try:
        make_folder(path.parent, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        sync_folder(path.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault


def _check_journal(plain: sqlite3.Connection) -> None:
    (mode,) = plain.execute("PRAGMA journal_mode").fetchone()
    if mode != PRAGMAS["journal_mode"]:
        raise StorageTrouble("This disk cannot keep a database safely (no write-ahead log).",
                             code="io")  # fmt: skip
