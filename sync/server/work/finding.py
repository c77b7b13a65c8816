"""Finding the office that is there, and never making one: for every command that reads.

What cannot be opened because its disk is full or read-only is read from a copy elsewhere.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sync.server.errors import DatabaseTrouble, WrongUse
from sync.server.settings import Settings
from sync.server.tables.engine import NoSuchDatabase, open_database, sqlite_path
from sync.server.tables.meta import READY_AT, write_note
from sync.server.tables.migrating import is_laid
from sync.server.tables.rescue import copy_sqlite
from sync.server.work.opening import Office, open_office


def has_office(settings: Settings) -> bool:
    """Tell whether an office is there; nothing is made. Raises DatabaseTrouble or WrongUse."""
    path = sqlite_path(settings.database)
    if path is not None:
        return path.is_file() and path.stat().st_size > 0
    try:
        database = open_database(settings.database)
    except NoSuchDatabase as fault:
        raise WrongUse(str(fault)) from fault
    try:
        with database.reading() as connection:
            return is_laid(connection)
    finally:
        database.close()


def find_office(settings: Settings) -> Office:
    """Open the office that is there. Raises WrongUse when there is none."""
    check_office(settings)
    return open_office(settings)


def check_office(settings: Settings) -> None:
    """Raise WrongUse when there is no office here."""
    data = settings.data
    if data.exists() and not data.is_dir():
        raise WrongUse(f"{data} is a file, not a folder.")
    if not has_office(settings):
        path = sqlite_path(settings.database)
        where = data if path is None or path.parent == data.absolute() else path
        raise WrongUse(f"no office in {where if path else 'that database'}")


@contextmanager
def reading_office(settings: Settings, beside: Path | None = None) -> Iterator[Office]:
    """Give the office that is there for reading, also from a disk that is full or read-only.

    It is then a copy, made in the folder of `beside` or where temporary files go. Raises WrongUse
    and DatabaseTrouble.
    """
    check_office(settings)
    path = sqlite_path(settings.database)
    try:
        office = _open_writable(settings)
    except (DatabaseTrouble, OSError):
        if path is None:
            raise
        with _copied(settings, path, beside) as copied:
            yield copied
        return
    try:
        yield office
    finally:
        office.close()


def _open_writable(settings: Settings) -> Office:
    office = open_office(settings)
    try:
        with office.database.writing() as connection:
            write_note(connection, READY_AT, office.instant())
    except BaseException:
        office.close()
        raise
    return office


@contextmanager
def _copied(settings: Settings, path: Path, beside: Path | None) -> Iterator[Office]:
    folder = beside.absolute().parent if beside is not None else None
    with tempfile.TemporaryDirectory(prefix=".inspector-", dir=folder) as name:
        copy = Path(name) / "server.db"
        copy_sqlite(path, copy)
        office = open_office(replace(settings, database=copy), witnessed=False)
        try:
            yield office
        finally:
            office.close()
