"""Finding the office that is there, and never making one: for commands that read or change it.

SQLite must write beside a database even to read it. Where it cannot (a disk that is full, or that
nobody may write to), the office is read from a copy elsewhere, which is removed in the end.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sync.server.errors import DatabaseTrouble, NoOffice
from sync.server.settings import DATABASE_NAME, Settings
from sync.server.stores import open_stores
from sync.server.tables.engine import Database, Opening, open_database, sqlite_path
from sync.server.tables.migrating import is_newest, migrate
from sync.server.tables.rescue import copy_sqlite
from sync.server.work.known_rules import KnownRules
from sync.server.work.opening import (
    Office,
    holds_office,
    log,
    no_office,
    open_office,
    open_settled,
    place_of,
    read_key,
)
from sync.server.work.signatures import FastSigner
from sync.server.work.witness import Witness

Tell = Callable[[str], None]


def find_office(settings: Settings, *, tell: Tell = log.warning) -> Office:
    """Open the office that is there, to change it. Raises WrongUse, NoOffice, DatabaseTrouble."""
    return open_office(settings, opening=Opening.CHANGING, tell=tell)


@contextmanager
def reading_office(
    settings: Settings, beside: Path | None = None, *, tell: Tell = log.warning
) -> Iterator[Office]:
    """Give the office that is there for reading, also from a disk that is full or read-only.

    A copy, where one is needed, is made in the folder of `beside`, else where temporary files go.
    Raises WrongUse, NoOffice, DatabaseTrouble, OSError.
    """
    files, uploads = open_stores(settings.files)
    with ExitStack() as held:
        database = _open_or_copy(settings, beside, tell, held)
        held.callback(database.close)
        key = read_key(database)
        if key is None:
            raise no_office(settings)
        yield Office(
            settings=settings,
            database=database,
            files=files,
            uploads=uploads,
            key=key,
            rules=KnownRules(database),
            signer=FastSigner(key),
            witness=Witness(settings.data, keeps=False),
        )


@contextmanager
def trying_office(settings: Settings, *, tell: Tell = log.warning) -> Iterator[Office]:
    """Give an office for a trial: where there is none, an empty one that goes again."""
    with tempfile.TemporaryDirectory(prefix="inspector-trial-") as folder:
        try:
            office = find_office(settings, tell=tell)
        except NoOffice:
            place = Path(folder)
            empty = replace(settings, data=place, database=place / DATABASE_NAME)
            office = open_office(empty, tell=lambda _told: None)
        with closing(office):
            yield office


def _open_or_copy(settings: Settings, beside: Path | None, tell: Tell, held: ExitStack) -> Database:
    path = sqlite_path(settings.database)
    try:
        return _settled(settings, open_settled(settings, Opening.READING))
    except DatabaseTrouble:
        if path is None:
            raise
    where = None if beside is None else beside.absolute().parent
    folder = tempfile.TemporaryDirectory(prefix=".inspector-", dir=where)
    copy = Path(held.enter_context(folder)) / DATABASE_NAME
    copy_sqlite(path, copy)
    tell(f"{place_of(settings)} cannot be written to; it is read through a copy in {copy.parent}.")
    return _settled(settings, open_database(copy, Opening.CHANGING))


def _settled(settings: Settings, database: Database) -> Database:
    """Return a database that holds an office, brought up to this version; else it is closed."""
    try:
        if not holds_office(database):
            raise no_office(settings)  # noqa: TRY301 - closed like whatever else cannot be used
        if not is_newest(database):
            migrate(database)
    except BaseException:
        database.close()
        raise
    return database
