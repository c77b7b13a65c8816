"""Reading a SQLite database whose folder cannot be written to: from a copy elsewhere."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sync.server.errors import DatabaseTrouble

_ATTEMPTS = 3


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database with everything committed to it. Raises OSError, and DatabaseTrouble.

    As SQLite reads it where it can, also while a server serves. On a disk where SQLite cannot even
    read (it needs a file beside the database), the files are copied, which others must not change
    meanwhile.
    """
    with suppress(sqlite3.Error):
        address = f"{source.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)
        return
    _copy_files(source, target)


def _copy_files(source: Path, target: Path) -> None:
    ends = [end for end in ("", "-wal") if Path(f"{source}{end}").exists()]
    for _ in range(_ATTEMPTS):
        before = [_state(Path(f"{source}{end}")) for end in ends]
        for end in ends:
            shutil.copyfile(f"{source}{end}", f"{target}{end}")
        if before == [_state(Path(f"{source}{end}")) for end in ends]:
            return
    raise DatabaseTrouble(f"{source} changes while it is copied", full=False)


def _state(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns
