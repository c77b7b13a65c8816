"""Finding the tablet that is there, and never making one: for everything that reads.

What cannot be opened because its disk is full or read-only is read from a copy elsewhere.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector_app.devices.clock import SystemClock
from inspector_app.devices.keystore import KeyStore
from inspector_app.errors import NoTablet, StorageTrouble, WrongUse
from inspector_app.rulebook import load_rulebook
from inspector_app.services.keeping_key import find_vault
from inspector_app.services.opening import DATABASE_NAME, Tablet, open_tablet
from inspector_app.settings import load_settings
from inspector_app.store.database import TabletDatabase
from inspector_app.store.presence import MARK
from inspector_app.store.reading_copy import copy_database
from inspector_app.store.salvage import rescued_path
from inspector_app.store.schema import migrate

_OF_THE_DISK = ("io", "disk_full")


def has_tablet(folder: Path) -> bool:
    """True if a tablet is in a folder, sound or not. Raises WrongUse where a file is."""
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder} is a file, not a folder.", code="not_a_folder")
    database = folder / DATABASE_NAME
    return any(path.exists() for path in (database, rescued_path(database), folder / MARK))


def check_tablet(folder: Path) -> None:
    """Raise NoTablet when there is no tablet in a folder."""
    if not has_tablet(folder):
        raise NoTablet(folder)


def find_tablet(folder: Path) -> Tablet:
    """Open the tablet that is in a folder. Raises NoTablet and StorageTrouble."""
    check_tablet(folder)
    return open_tablet(folder)


@contextmanager
def reading_tablet(
    folder: Path, beside: Path | None = None, keystore: KeyStore | None = None
) -> Iterator[Tablet]:
    """Give the tablet that is in a folder for reading, also on a disk that is full or read-only.

    It then reads a copy of the database, made in the folder of `beside` or where temporary files
    go. Raises NoTablet and StorageTrouble.
    """
    check_tablet(folder)
    try:
        tablet = open_tablet(folder, keystore=keystore)
    except StorageTrouble as trouble:
        if trouble.code not in _OF_THE_DISK or not (folder / DATABASE_NAME).is_file():
            raise
        with _copied(folder, beside, keystore) as copied:
            yield copied
        return
    try:
        yield tablet
    finally:
        tablet.close()


@contextmanager
def _copied(folder: Path, beside: Path | None, keystore: KeyStore | None) -> Iterator[Tablet]:
    where = beside.absolute().parent if beside is not None else None
    with tempfile.TemporaryDirectory(prefix=".inspector-", dir=where) as name:
        database = TabletDatabase(Path(name) / DATABASE_NAME)
        copy_database(folder / DATABASE_NAME, database.path)
        try:
            migrate(database)
            database.vault = find_vault(folder, keystore)
            clock = SystemClock(load_settings().zone)
            yield Tablet(database, folder, clock, load_rulebook())
        finally:
            database.close()
