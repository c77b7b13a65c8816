"""What a failing disk means for the inspector: the errors of SQLite and the system, by number."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inspector_app.errors import StorageTrouble

_PRIMARY = 0xFF
_SENTENCES = {
    "disk_full": "The disk is full.",
    "io": "The disk cannot be read or written.",
    "not_a_folder": "A file is where a folder belongs.",
    "damaged": "The tablet's database is damaged.",
    "busy": "Another program is writing to the tablet's data.",
}
_HINTS = {
    "io": "Check the disk and who may write to its folder. Everything shown as saved is safe.",
    "not_a_folder": "Choose another folder.",
    "damaged": "Open the app or run inspector recover: the damaged file is kept, and what is whole "
    "goes on.",
    "busy": "Wait for it to finish or close it, then try again.",
}
_CODES = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_CANTOPEN: "io",
    sqlite3.SQLITE_READONLY: "io",
    sqlite3.SQLITE_PERM: "io",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}


@contextmanager
def telling_trouble(drop: Callable[[], None] | None = None) -> Iterator[None]:
    """Turn an error of the disk into StorageTrouble; errors of our own statements pass as they are.

    `drop` lets go of a connection that cannot be trusted after an I/O error.
    """
    try:
        yield
    except UnicodeDecodeError as fault:  # what the database says of itself is no text any more
        if drop:
            drop()
        raise _trouble("damaged") from fault
    except sqlite3.Error as fault:
        code = find_code(fault)
        if code is None:
            raise
        if drop and code in ("io", "damaged"):
            drop()
        raise _trouble(code) from fault


def find_code(fault: sqlite3.Error) -> str | None:
    """Return the stable code of a storage error, None when the disk is not to blame."""
    number = getattr(fault, "sqlite_errorcode", None)
    if number is None:  # Python's own: a stored text that is no text any more, or wrong use
        return "damaged" if isinstance(fault, sqlite3.OperationalError) else None
    return _CODES.get(number & _PRIMARY)


def as_trouble(fault: OSError) -> StorageTrouble:
    """Return the trouble that an error of the file system is."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return _trouble("disk_full")
    return _trouble("not_a_folder" if fault.errno in (errno.ENOTDIR, errno.EEXIST) else "io")


def _trouble(code: str) -> StorageTrouble:
    return StorageTrouble(_SENTENCES[code], code=code, hint=_HINTS.get(code))
