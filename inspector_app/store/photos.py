"""Photos: files under the SHA-256 of their bytes, and a row for each once the file is safe.

The files are encrypted, their names are the hashes of the plain bytes.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sqlite_utils import Database

from inspector_app.store.at_rest import Vault
from inspector_app.store.folders import make_folder
from inspector_app.store.rows import insert_rows, update_row
from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import whole_file

Row = dict[str, Any]


def photo_path(folder: Path, sha256: str) -> Path:
    """Return where a photo lies in the tablet's folder."""
    return folder / "photos" / sha256[:2] / sha256


def keep_file(folder: Path, sha256: str, data: bytes, vault: Vault) -> None:
    """Put the bytes, encrypted, under their hash; when this returns they survive a power cut.

    Temporary file, fsync, rename, fsync of the folder. Raises StorageTrouble.
    """
    path = photo_path(folder, sha256)
    stored = vault.seal_photo(sha256, [data])
    try:
        make_folder(path.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault
    with whole_file(path) as file:
        file.writelines(stored)


def open_file(folder: Path, sha256: str, vault: Vault) -> BinaryIO:
    """Open a photo's bytes for reading; damaged ones come as they lie.

    Raises OSError when its file is not there, StorageTrouble without a key.
    """
    return vault.open_photo(sha256, photo_path(folder, sha256).open("rb"))


def open_stored(folder: Path, sha256: str) -> BinaryIO:
    """Open a photo's file as it lies. Raises OSError when it is not there."""
    return photo_path(folder, sha256).open("rb")


def remove_file(folder: Path, sha256: str) -> None:
    """Remove the file of a photo that belongs to nothing any more."""
    photo_path(folder, sha256).unlink(missing_ok=True)


def list_files(folder: Path) -> list[str]:
    """Return the hashes of the photos whose files are here."""
    return [path.name for path in (folder / "photos").glob("*/*")]


def store_photo(db: Database, sha256: str, *, size: int, media_type: str, **more: str) -> None:
    """Write the row of a photo whose file is safe; known photos stay as they are.

    `more` are the columns of one that was recovered and had left before.
    """
    row = {"sha256": sha256, "bytes": size, "media_type": media_type, **more}
    insert_rows(db, "photos", [row], or_ignore=True)


def drop_unused(db: Database) -> list[str]:
    """Drop the rows of photos that belong to no draft and no record; returns their hashes."""
    unused = """sha256 NOT IN (SELECT sha256 FROM record_photos)
            AND sha256 NOT IN (SELECT sha256 FROM draft_photos)"""
    gone = [row["sha256"] for row in db.query(f"SELECT sha256 FROM photos WHERE {unused}")]  # noqa: S608
    db.execute(f"DELETE FROM photos WHERE {unused}")  # noqa: S608 - a constant of ours
    return gone


def find_photo(db: Database, sha256: str) -> Row | None:
    """Return the row of a photo."""
    return next(iter(db.query("SELECT * FROM photos WHERE sha256 = ?", [sha256])), None)


def list_photos(db: Database) -> Iterator[Row]:
    """Give every photo that belongs to a draft or a record."""
    return iter(db.query("SELECT * FROM photos ORDER BY sha256"))


def count_unconfirmed(db: Database) -> int:
    """Return how many photos of records the server has not confirmed."""
    sql = """SELECT count(*) AS n FROM photos WHERE confirmed_at IS NULL
                AND sha256 IN (SELECT sha256 FROM record_photos)"""
    return int(next(iter(db.query(sql)))["n"])


def count_of_records(db: Database) -> int:
    """Return how many photos the sealed records have, each counted once."""
    sql = "SELECT count(DISTINCT sha256) AS n FROM record_photos"
    return int(next(iter(db.query(sql)))["n"])


def list_unconfirmed(db: Database) -> list[Row]:
    """Return the unconfirmed photos of records that have a receipt, in the order of the records."""
    sql = """SELECT p.sha256, p.bytes, p.media_type, min(r.seq) AS first FROM photos AS p
               JOIN record_photos AS l ON l.sha256 = p.sha256
               JOIN records AS r ON r.id = l.record_id
              WHERE p.confirmed_at IS NULL AND r.state <> 'sealed'
              GROUP BY p.sha256 ORDER BY first, p.sha256"""
    return list(db.query(sql))


def list_of_records(db: Database, record_ids: Collection[str]) -> list[Row]:
    """Return every photo of these records, in the order of the records.

    Without those that left this tablet and are at the server.
    """
    sql = """SELECT p.sha256, p.bytes, p.media_type, r.id, min(r.seq) AS first FROM photos AS p
               JOIN record_photos AS l ON l.sha256 = p.sha256
               JOIN records AS r ON r.id = l.record_id
              WHERE r.id IN (SELECT value FROM json_each(?))
                AND (p.left_at IS NULL OR p.missed_at IS NOT NULL)
              GROUP BY p.sha256 ORDER BY first, p.sha256"""
    return list(db.query(sql, [json.dumps(list(record_ids))]))


def note_photo(db: Database, sha256: str, **columns: str | None) -> None:
    """Write when a photo was confirmed, or where its upload goes on."""
    update_row(db, "photos", ("sha256", sha256), columns)


def unconfirm(db: Database, sha256s: Iterable[str]) -> None:
    """Let photos be sent again: the server has not, or no longer, their bytes.

    One that left cannot be sent (`departures.note_missed`).
    """
    sql = "UPDATE photos SET confirmed_at = NULL WHERE sha256 = ? AND left_at IS NULL"
    for sha256 in sha256s:
        db.execute(sql, [sha256])
