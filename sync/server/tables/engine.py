"""Opening the database: SQLite or PostgreSQL, durable on each connection, writers one by one.

`Database.reading()` and `Database.writing()` are the only two ways in. A writer on SQLite begins
with BEGIN IMMEDIATE; on PostgreSQL the counter's row orders those who give out a change_seq.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.server.errors import DatabaseTrouble
from sync.server.files import make_folder
from sync.server.tables.postgresql import (
    SETTINGS,
    forget_warnings,
    has_synchronous_standby,
    look_after_rest,
    parse_url,
    was_replicated,
    watch_commits,
    write_nothing,
)
from sync.server.tables.same_file import WatchedFile

BUSY_TIMEOUT_S = 10
LOOK_AGAIN_S = 0.001

_SQLITE = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-256",  # KiB; the system keeps pages, too
)

__all__ = ["Connection", "Database", "NoSuchDatabase", "open_database", "sqlite_path"]


def _unwatched(_info: dict[Any, Any]) -> None:
    """Find nothing wrong: a server of its own looks after the database's files."""


class NoSuchDatabase(ValueError):
    """The URL names no database that can be used here."""


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database. Connections are pooled; both ways in may be used from any thread.

    `_reader` and `_writer` are the engine itself, whose transactions begin in another way.
    """

    engine: Engine
    _reader: Engine
    _writer: Engine
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext)
    _check: Callable[[dict[Any, Any]], None] = _unwatched

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database. Raises DatabaseTrouble."""
        with _named_trouble(), self._reader.begin() as connection:
            self._check(connection.info)
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection that sees one state throughout, while others go on writing."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _named_trouble(), engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in one write transaction, committed at the end unless it raises."""
        with _named_trouble(), self._turn, self._writer.connect() as connection:
            with connection.begin():
                self._check(connection.info)
                yield connection
                forget_warnings(connection)
            self._check(connection.info)
            if not was_replicated(connection):
                raise DatabaseTrouble("a commit did not wait for the standby", full=False)

    def settle(self) -> None:
        """Return when all that could be read is at the synchronous standby, too, if there is one.

        What a commit left behind that did not wait, or a primary that began anew, can be read at
        once. Logs are followed in order, so a later commit that waits has waited for all before it.
        """
        with self.reading() as connection:
            waits = has_synchronous_standby(connection)
        if waits:
            with self.writing() as connection:
                write_nothing(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def sqlite_path(place: str | Path) -> Path | None:
    """Return the file of a SQLite database; None for another one, or what names none."""
    if isinstance(place, Path):
        return place
    try:
        parsed = parse_url(place)
    except ArgumentError:
        return None
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (
        None,
        "",
        ":memory:",
    )
    return Path(parsed.database or "").absolute() if is_file else None


def open_database(place: str | Path) -> Database:
    """Open a SQLite file, also as `sqlite:///FILE`, (its folder is made) or `postgresql://...`.

    Raises NoSuchDatabase.
    """
    if isinstance(place, Path):
        return _open_sqlite(str(place))
    url = place
    try:
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed.database or "")
        if parsed.get_backend_name() != "postgresql":
            raise NoSuchDatabase("The database is sqlite:///FILE or postgresql://...")
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_size=20, max_overflow=20)
        look_after_rest(engine)
        _set_on_connect(engine, (*SETTINGS, f"SET lock_timeout TO '{BUSY_TIMEOUT_S}s'"))
        reader = engine.execution_options(isolation_level="REPEATABLE READ")
        return Database(engine, reader, engine)
    except (ArgumentError, NoSuchModuleError) as fault:
        raise NoSuchDatabase("The database is sqlite:///FILE or postgresql://...") from fault


def _open_sqlite(file: str) -> Database:
    if file in ("", ":memory:"):
        raise NoSuchDatabase("The SQLite database is a file: sqlite:///FILE")
    make_folder(Path(file).absolute().parent)
    engine = create_engine(URL.create("sqlite", database=file), pool_size=20, max_overflow=40)
    watched = WatchedFile(Path(file).absolute())
    _set_on_connect(engine, _SQLITE, watched)

    @event.listens_for(engine, "do_connect")
    def look(_dialect: Any, _record: Any, _args: Any, _options: Any) -> None:
        watched.check_file()  # else SQLite would make an empty one

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    # Threads of one process queue here; only processes meet at SQLite's own lock.
    writer = engine.execution_options(writes=True)
    return Database(engine, engine, writer, threading.Lock(), watched.check)


def _begin_writing(connection: Connection) -> None:
    """Begin a transaction once no other process writes; looks often, as it is soon over.

    SQLite's own waits grow to a tenth of a second, many times as long as a batch takes.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the one driver of this dialect
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(driver) and time.monotonic() < give_up_at:
            time.sleep(LOOK_AGAIN_S)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last time, and says why not
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        return fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


def _set_on_connect(
    engine: Engine, statements: tuple[str, ...], watched: WatchedFile | None = None
) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.isolation_level = None  # we begin ourselves
        else:
            connection.autocommit = True
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        if is_sqlite:
            _write_ahead(cursor)
            cursor.execute("SELECT 1 FROM sqlite_schema").fetchall()  # opens the log
            if watched is not None:
                watched.note_connection(record.info)
        else:
            connection.autocommit = False
            watch_commits(connection, record.info)
        cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Use a write-ahead log; who meets another at the very first time tries again.

    SQLite's own time-out does not apply to this change, which lasts for the life of the file.
    """
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _named_trouble() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError, PoolTimeout) as fault:
        if not _is_trouble(fault):
            raise
        wording = str(getattr(fault, "orig", fault))
        full = "is full" in wording or type(getattr(fault, "orig", None)).__name__ == "DiskFull"
        raise DatabaseTrouble(wording, full=full) from fault


def _is_trouble(fault: Exception) -> bool:
    """Tell trouble of the database from a mistake of ours in how it is asked.

    SQLite says of pages that it cannot read or make sense of (EIO, "malformed") no more than that
    it is a DatabaseError.
    """
    kinds = (OperationalError, InternalError, InterfaceError, PoolTimeout)
    return isinstance(fault, kinds) or type(fault) is DatabaseError
