"""Reading a database whose folder cannot be written to: from a copy elsewhere."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from inspector_app.store.trouble import as_trouble


def copy_database(source: Path, target: Path) -> None:
    """Copy a database with everything committed to it. Raises StorageTrouble.

    As SQLite reads it where it can. On a disk where SQLite cannot even read (it needs a file beside
    the database) nobody else writes either, and the files are copied.
    """
    with suppress(sqlite3.Error):
        address = f"{source.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)
        return
    try:
        for end in ("", "-wal"):
            if (found := Path(f"{source}{end}")).exists():
                shutil.copyfile(found, f"{target}{end}")
    except OSError as fault:
        raise as_trouble(fault) from fault
