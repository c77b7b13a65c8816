"""A tablet's folder as a version left it that encrypted nothing."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from inspector_app.services.opening import DATABASE_NAME, Tablet
from inspector_app.store import beside, key_files, photos, records
from inspector_app.store.schema import GUARDS


def make_plain(tablet: Tablet) -> None:
    """Close a tablet and write everything in plain that it had encrypted; its key is gone."""
    folder = tablet.folder
    with tablet.database.reading() as db:
        rows = list(records.list_whole(db))
        names = [row["sha256"] for row in photos.list_photos(db) if not row["left_at"]]
    for sha256 in names:
        with photos.open_file(folder, sha256, tablet.vault) as file:
            data = file.read()
        photos.photo_path(folder, sha256).write_bytes(data)
    tablet.close()
    _write_rows(folder / DATABASE_NAME, rows)
    beside.rewrite_sealed(folder, rows)
    (folder / key_files.KEY).unlink()
    (folder / key_files.ABOUT).unlink()


def _write_rows(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER sealed_bytes_never_change")
        for row in rows:
            db.execute("UPDATE records SET body = ? WHERE id = ?", [row["body"], row["id"]])
        db.execute(GUARDS[0])
        db.execute("DROP TABLE at_rest")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'lay_at_rest'")
