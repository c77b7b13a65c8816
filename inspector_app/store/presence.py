"""A mark that a tablet lives in a folder, so that a lost database is never taken for a new one.

And a lock that everybody who has the database open shares: nobody exchanges the file under another.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector_app.errors import StorageTrouble
from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import sync_folder

MARK = "in-use"
LOCK = "lock"
_WORDS = b"A tablet keeps its records here. Do not remove single files.\n"


def check_presence(database: Path) -> None:
    """Raise StorageTrouble when the folder is marked and its database is gone or empty."""
    marked = (database.parent / MARK).exists()
    if marked and not (database.exists() and database.stat().st_size):
        raise StorageTrouble(
            "The tablet's database is gone from its folder.",
            code="damaged",
            hint="Keep the folder as it is and hand the tablet in: the office can look for it.",
        )


def mark_presence(database: Path) -> None:
    """Mark the folder of a database that is laid."""
    mark = database.parent / MARK
    if mark.exists():
        return
    try:
        with mark.open("wb") as file:
            file.write(_WORDS)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(mark.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault


def share_folder(folder: Path) -> BinaryIO:
    """Hold the folder with the others who use it, until the file is closed. Raises StorageTrouble.

    On Windows an open database cannot be exchanged anyway, so nothing needs to be locked there.
    """
    return _lock(folder, exclusive=False)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while nobody else uses it. Raises StorageTrouble when somebody does."""
    with _lock(folder, exclusive=True):
        yield


def _lock(folder: Path, *, exclusive: bool) -> BinaryIO:
    try:
        file = (folder / LOCK).open("ab")
    except OSError as fault:
        raise as_trouble(fault) from fault
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            file.close()
            raise StorageTrouble(
                "Another program is using the tablet's data.",
                code="busy",
                hint="Wait for it to finish or close it, then try again.",
            ) from fault
    return file
