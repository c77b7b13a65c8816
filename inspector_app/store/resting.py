"""Encrypting what lies here from before the tablet encrypted; may be killed at any point.

Records change in one transaction, which lays the guard over their bytes again; then the log beside
the database, then the photos file by file. `at_rest` says when all of it was through.
"""

from pathlib import Path

from sqlite_utils import Database

from inspector_app.errors import StorageTrouble
from inspector_app.store import beside, photos, records
from inspector_app.store.at_rest import Vault
from inspector_app.store.database import Connection, TabletDatabase
from inspector_app.store.schema import GUARDS
from sync.protocol.at_rest import is_at_rest
from sync.protocol.digest import sha256_hex

_GUARD = next(guard for guard in GUARDS if "sealed_bytes_never_change" in guard)


def any_sealed(db: Database) -> bool:
    """True if bytes lie here that only some key opens."""
    return any(is_at_rest(bytes(row["body"])) for row in records.list_stored(db))


def encrypt_what_is_plain(database: TabletDatabase, folder: Path, at: str) -> None:
    """Encrypt records, log and photos that are plain. Raises StorageTrouble."""
    if database.vault.key is None:
        return
    with database.reading() as db:
        if any(db.query("SELECT 1 FROM at_rest WHERE done_at IS NOT NULL")):
            return
        kept = [row["sha256"] for row in photos.list_photos(db)]
    with database.writing() as db:
        _encrypt_records(db)
    with database.writing() as db:
        if any(not is_at_rest(row["body"]) for row in beside.read_sealed(folder)):
            beside.rewrite_sealed(folder, records.list_after(db, 0))
    for sha256 in kept:
        _encrypt_photo(folder, sha256, database.vault)
    with database.writing() as db:
        db.table("at_rest").upsert({"id": 1, "done_at": at}, pk="id")


def _encrypt_records(db: Connection) -> None:
    plain = [row for row in records.list_stored(db) if not is_at_rest(bytes(row["body"]))]
    if not plain:
        return
    db.execute("DROP TRIGGER sealed_bytes_never_change")
    for row in plain:
        body = bytes(row["body"])
        stored = db.vault.seal_record(row["id"], body)
        db.execute("UPDATE records SET body = ? WHERE id = ?", [stored, row["id"]])
    db.execute(_GUARD)
    for row in plain:
        read = records.find_record(db, row["id"])
        if read is None or read["body"] != bytes(row["body"]):
            raise StorageTrouble("A record does not read as it was written.", code="io")


def _encrypt_photo(folder: Path, sha256: str, vault: Vault) -> None:
    """Encrypt a photo that is plain and whole; a damaged one stays as it lies."""
    try:
        with photos.open_stored(folder, sha256) as file:
            data = file.read()
    except OSError:
        return  # it has left, or verify names it
    if sha256_hex(data) == sha256:
        photos.keep_file(folder, sha256, data, vault)
