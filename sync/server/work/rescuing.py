"""Reading an office wherever it lies, also on a disk that is full or cannot be written to.

SQLite must write beside a database even to read it. Where it cannot, the office is read through a
copy on another disk, which is brought up to this version there and removed in the end.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from sync.server.errors import DatabaseTrouble, NoOffice
from sync.server.settings import Settings, utc_now
from sync.server.stores import open_stores
from sync.server.tables.engine import Database, Opening, open_database
from sync.server.tables.migrating import is_newest, migrate
from sync.server.tables.sqlite import copy_files
from sync.server.work.opening import (
    Office,
    holds_office,
    make_office,
    no_office,
    open_office,
    open_settled,
    read_key,
)

Tell = Callable[[str], None]


@contextmanager
def read_office(settings: Settings, *, spare: Path | None, tell: Tell) -> Iterator[Office]:
    """Hold an office open to read it; nothing is made where it lies.

    A copy, where one is needed, lies in the folder `spare`, else where temporary files do. Raises
    WrongUse, NoOffice, DatabaseTrouble, OSError.
    """
    stores = open_stores(settings.files)
    with ExitStack() as held:
        database = _open_or_copy(settings, spare, tell, held)
        held.callback(database.close)
        key = read_key(database)
        if key is None:
            raise no_office(settings)
        yield make_office(settings, database, key, stores=stores, now=utc_now)


@contextmanager
def trial_office(settings: Settings, *, tell: Tell) -> Iterator[Office]:
    """Hold an office open that takes a trial: where there is none, an empty one that goes again."""
    with tempfile.TemporaryDirectory(prefix="inspector-trial-") as folder, ExitStack() as held:
        try:
            office = open_office(settings, opening=Opening.CHANGING, tell=tell)
        except NoOffice:
            place = Path(folder)
            empty = replace(settings, data=place, database=f"sqlite:///{place / 'server.db'}")
            office = open_office(empty, tell=lambda _told: None)
        held.callback(office.close)
        yield office


def _open_or_copy(settings: Settings, spare: Path | None, tell: Tell, held: ExitStack) -> Database:
    database = open_settled(settings, Opening.READING)
    try:
        return _settled(settings, database)
    except DatabaseTrouble:
        if settings.database_file is None:
            raise
    place = tempfile.TemporaryDirectory(prefix="inspector-reading-", dir=spare)
    copy = copy_files(settings.database_file, Path(held.enter_context(place)))
    tell(f"{settings.place} cannot be written to; it is read through a copy in {copy.parent}.")
    return _settled(settings, open_database(f"sqlite:///{copy}", Opening.CHANGING))


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
