"""Keeping beside the database what its loss must not take along: identity and sealed records.

And the key that they are encrypted with, as only the server can read it.
"""

from pathlib import Path
from typing import Any

from inspector_app.errors import StorageTrouble
from inspector_app.services.keeping_key import is_wrapped_for, wrap_for
from inspector_app.store import beside, records
from inspector_app.store.database import Connection, TabletDatabase
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.digest import sha256_hex


def keep_beside(database: TabletDatabase, folder: Path) -> None:
    """Bring what is kept beside the database up to date. Raises StorageTrouble.

    Writers take turns, in whichever process they are, so that no two add the same lines; who finds
    nothing to bring waits for no writer.
    """
    with database.reading() as db:
        if _is_kept(db, folder):
            return
    with database.writing() as db:
        noted = load_tablet_row(db)
        if _is_enrolled(noted):
            beside.store_identity(folder, noted)
            wrap_for(folder, database.vault, bytes(noted["server_key"]))
        seq, _ = beside.last_sealed(folder)
        beside.append_sealed(folder, records.list_after(db, seq))


def _is_kept(db: Connection, folder: Path) -> bool:
    noted = load_tablet_row(db)
    if _is_enrolled(noted) and not (
        beside.is_identity(folder, noted)
        and is_wrapped_for(folder, db.vault, bytes(noted["server_key"]))
    ):
        return False
    seq, _ = beside.last_sealed(folder)
    return not any(records.list_after(db, seq))


def _is_enrolled(noted: dict[str, Any]) -> bool:
    return noted["device_id"] is not None and noted["server_key"] is not None


def mend_beside(database: TabletDatabase, folder: Path) -> None:
    """Write the log anew where it lacks a record that the database has. Raises StorageTrouble.

    Reads all of it once, for a copy that has rotted unseen is none; without the key that cannot
    be told, and nothing is touched.
    """
    vault = database.vault
    if vault.key is None:
        return
    with database.writing() as db:
        kept = {
            row["seq"]: row["entry"]
            for row in beside.read_sealed(folder)
            if sha256_hex(vault.open_record(row["id"], row["body"])) == row["sha256"]
        }
        if not records.list_entries(db).items() <= kept.items():
            beside.rewrite_sealed(folder, records.list_after(db, 0))


def check_against_beside(database: TabletDatabase, folder: Path) -> None:
    """Raise StorageTrouble when the database is another tablet's or lacks records that were sealed.

    A write-ahead log that was cut, or an old copy of the file, looks sound and is not.
    """
    identity = beside.load_identity(folder)
    if identity is not None:
        with database.reading() as db:
            noted = load_tablet_row(db)
        if noted["device_id"] != identity["device_id"]:
            raise StorageTrouble("The database is not this tablet's.", code="damaged")
    seq, entry = beside.last_sealed(folder)
    if not seq:
        return
    with database.reading() as db:
        following, _ = records.next_link(db)
        known = records.find_entry(db, seq)
    if following <= seq or (known is not None and known != entry):
        raise StorageTrouble(
            f"The database lacks records that were sealed: it ends before number {seq}.",
            code="damaged",
        )
