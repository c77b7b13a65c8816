"""Opening the database: SQLite or PostgreSQL, durable on each connection, writers one by one.

`Database.reading()` and `Database.writing()` are the only two ways in. A writer on SQLite begins
with BEGIN IMMEDIATE; on PostgreSQL the counter's row orders those who give out a change_seq.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
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
from sync.server.guarding import make_private_file
from sync.server.tables.postgresql import (
    SETTINGS,
    forget_warnings,
    has_synchronous_standby,
    look_after_rest,
    parse_url,
    shares_connections,
    was_replicated,
    watch_commits,
    write_nothing,
)
from sync.server.tables.same_file import WatchedFile, connector
from sync.server.tables.sqlite import BUSY_TIMEOUT_S, begin_writing, write_ahead
from sync.server.tables.sqlite import SETTINGS as SQLITE_SETTINGS

_GONE = ("42P01", "3F000")
"""PostgreSQL: a table or schema is not there, as where a database was emptied under us."""

__all__ = [
    "Connection",
    "Database",
    "NoSuchDatabase",
    "NothingThere",
    "Opening",
    "open_database",
    "sqlite_path",
]


class NoSuchDatabase(ValueError):
    """The URL names no database that can be used here."""


class NothingThere(Exception):
    """The file that the URL names is not there, and was not to be made."""


class Opening(Enum):
    """Whether a database may be made, must be there, or must be there and is only read."""

    MAKING = "making"
    CHANGING = "changing"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database. Connections are pooled; both ways in may be used from any thread.

    `_reader` and `_writer` are the engine itself, whose transactions begin in another way.
    `made` when its file was not there before.
    """

    engine: Engine
    _reader: Engine
    _writer: Engine
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext)
    _watched: WatchedFile | None = None
    made: bool = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database. Raises DatabaseTrouble."""
        self.check_place()
        with _named_trouble(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection that sees one state throughout, while others go on writing."""
        self.check_place()
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
                self.check_place()
                yield connection
                forget_warnings(connection)
            self.check_place()
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

    def is_shared(self) -> bool:
        """True if a pooler shares connections between transactions. Raises DatabaseTrouble."""
        with _named_trouble():
            return shares_connections(self.engine)

    def check_place(self) -> None:
        """Raise DatabaseTrouble when a file of the database is not the one that was opened."""
        if self._watched is not None:
            self._watched.check()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._watched is not None:
            self._watched.end()


def sqlite_path(place: str | Path) -> Path | None:
    """Return the file of a SQLite database; None for another one, or what names none."""
    if isinstance(place, Path):
        return place
    if not place.startswith("sqlite"):  # several hosts of PostgreSQL are no URL to SQLAlchemy
        return None
    try:
        name = parse_url(place).database
    except ArgumentError:
        return None
    return Path(name).absolute() if name and name != ":memory:" else None


def open_database(place: str | Path, opening: Opening = Opening.MAKING) -> Database:
    """Open a SQLite file, also as `sqlite:///FILE`, or `postgresql://...`.

    Raises NoSuchDatabase, NothingThere.
    """
    if isinstance(place, Path):
        return _open_sqlite(str(place), opening)
    url = place
    try:
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed.database or "", opening)
        if parsed.get_backend_name() != "postgresql":
            raise NoSuchDatabase("The database is sqlite:///FILE or postgresql://...")
        return _open_postgresql(parsed)
    except (ArgumentError, NoSuchModuleError) as fault:
        raise NoSuchDatabase("The database is sqlite:///FILE or postgresql://...") from fault


def _open_sqlite(file: str, opening: Opening) -> Database:
    if file in ("", ":memory:"):
        raise NoSuchDatabase("The SQLite database is a file: sqlite:///FILE")
    path = Path(file)
    made = False
    if opening is Opening.MAKING:
        make_folder(path.absolute().parent)
        made = make_private_file(path)
    elif not path.is_file() or not path.stat().st_size:
        raise NothingThere(file)
    engine = create_engine(
        URL.create("sqlite", database=file),
        creator=connector(path),
        pool_size=20,
        max_overflow=40,
        hide_parameters=True,
    )
    watched = WatchedFile(path)
    _set_up_sqlite(engine, watched)
    # Threads of one process queue here; only processes meet at SQLite's own lock.
    writer = engine.execution_options(writes=True)
    return Database(engine, engine, writer, threading.Lock(), watched, made=made)


def _set_up_sqlite(engine: Engine, watched: WatchedFile) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves
        cursor = connection.cursor()
        for statement in SQLITE_SETTINGS:
            cursor.execute(statement)
        write_ahead(cursor)
        cursor.close()
        watched.begin()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            begin_writing(connection, BUSY_TIMEOUT_S)
        else:
            connection.exec_driver_sql("BEGIN")


def _open_postgresql(url: URL) -> Database:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=20,
        hide_parameters=True,
    )
    look_after_rest(engine)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.autocommit = True
        cursor = connection.cursor()
        for statement in (*SETTINGS, f"SET lock_timeout TO '{BUSY_TIMEOUT_S}s'"):
            cursor.execute(statement)
        cursor.close()
        connection.autocommit = False
        watch_commits(connection, record.info)

    return Database(engine, engine.execution_options(isolation_level="REPEATABLE READ"), engine)


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
    if getattr(getattr(fault, "orig", None), "sqlstate", None) in _GONE:
        return True
    return isinstance(fault, kinds) or type(fault) is DatabaseError
