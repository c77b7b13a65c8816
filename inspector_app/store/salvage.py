"""Reading what can still be read of a damaged database, row by row.

SQLite refuses a page that is broken and still reads the others: where a scan ends at one, the rows
behind it are asked for one by one. Nothing that is read here is believed because it could be read.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import sync_folder, whole_file

Row = dict[str, Any]

PROBED = 50_000
"""So many rows are asked for behind a break where the last row cannot be found."""

COPIED = (
    "settings", "sites", "instruments", "standards", "officers", "worklist", "history", "texts",
    "rules",
    "photos", "drafts", "draft_readings", "draft_runs", "draft_seals", "draft_checks",
    "draft_officers", "draft_photos", "draft_seal_changes", "draft_signatures",
    "draft_measures", "draft_particulars", "visits", "visit_particulars", "sightings",
    "recoveries", "lost_records", "typed", "officer_pins", "sign_ins",
)  # fmt: skip
"""Tables whose rows prove nothing of themselves, each behind those that it refers to."""

_SUFFIXES = ("", "-wal")


def read_rows(path: Path, table: str) -> Iterator[Row]:
    """Give every row of a table that can be read; none when the file is no database any more."""
    if not path.exists():
        return
    damaged = sqlite3.connect(path, isolation_level=None)
    with closing(damaged) as db, suppress(sqlite3.Error, UnicodeDecodeError):
        names = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
        if names:
            yield from _rows(db, table, names)


def copy_rows(old: Path, db: Database, table: str) -> None:
    """Copy the rows of a table that can be read and still fit.

    An older database may lack columns; their defaults stand then.
    """
    known = [column.name for column in db.table(table).columns]
    for row in read_rows(old, table):
        found = {name: row[name] for name in known if name in row}
        marks = ", ".join(f":{name}" for name in found)
        names = ", ".join(map(_quoted, found))
        with suppress(sqlite3.IntegrityError):  # what it refers to was lost, or it is damaged
            db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", found)  # noqa: S608


def _quoted(name: str) -> str:
    return f'"{name}"'


def keep_aside(path: Path, name: str) -> None:
    """Copy a damaged database as it lies there, with its write-ahead log. Raises StorageTrouble."""
    for suffix in _SUFFIXES:
        old = path.with_name(path.name + suffix)
        if old.exists():
            with whole_file(path.with_name(name + suffix)) as file, old.open("rb") as damaged:
                shutil.copyfileobj(damaged, file)


def finish_rescue(path: Path) -> bool:
    """Let a finished rescue take the place of the database; False when there is none.

    May be repeated after a kill at any point: the rescued file goes last. Raises StorageTrouble.
    """
    rescued = rescued_path(path)
    if not rescued.exists():
        return False
    try:
        for suffix in ("-wal", "-shm", "-journal"):  # they belong to the damaged file
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        sync_folder(path.parent)
        rescued.replace(path)
        sync_folder(path.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault
    return True


def rescued_path(path: Path) -> Path:
    """Return where a rescued database lies, finished, until it takes its place."""
    return path.with_name(f"{path.name}.rescued")


def _rows(db: sqlite3.Connection, table: str, names: list[str]) -> Iterator[Row]:
    last = 0
    try:
        for row in db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid"):  # noqa: S608
            last = row[0]
            yield dict(zip(names, row[1:], strict=True))
    except (sqlite3.Error, UnicodeDecodeError):
        yield from _rows_behind(db, table, names, last)


def _rows_behind(db: sqlite3.Connection, table: str, names: list[str], last: int) -> Iterator[Row]:
    end = last + PROBED
    with suppress(sqlite3.Error):
        end = db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or last  # noqa: S608
    for rowid in range(last + 1, end + 1):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            row = db.execute(f"SELECT * FROM {table} WHERE rowid = ?", [rowid]).fetchone()  # noqa: S608
            if row is not None:
                yield dict(zip(names, row, strict=True))
