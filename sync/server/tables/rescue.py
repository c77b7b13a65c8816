"""Reading a SQLite database whose folder cannot be written to: from a copy elsewhere."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database with everything committed to it. Raises OSError.

    As SQLite reads it where it can, also while a server serves. On a disk where SQLite cannot even
    read (it needs a file beside the database), nobody else writes either, and the files are copied.
    """
    with suppress(sqlite3.Error):
        address = f"{source.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)
        return
    for end in ("", "-wal"):
        if (found := Path(f"{source}{end}")).exists():
            shutil.copyfile(found, f"{target}{end}")
