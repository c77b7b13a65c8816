"""A mark that a tablet lives in a folder, so that a lost database is never taken for a new one."""

import os
from pathlib import Path

from inspector_app.errors import StorageTrouble
from inspector_app.store.folders import flush_folder
from inspector_app.store.trouble import as_trouble

MARK = "in-use"
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
        flush_folder(mark.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault
