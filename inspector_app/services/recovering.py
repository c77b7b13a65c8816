"""Recovering a tablet whose database is damaged: what is whole goes on in a new one.

The damaged file is kept under a name with the date. Sealed records come from it and from the log
beside it, and only those that prove themselves; drafts and the office's data as far as they can be
read. The device stays the same and so does its chain. The next sync compares with the server
and fetches the office's data afresh.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from inspector_app.devices.clock import Clock, SystemClock
from inspector_app.devices.identity import load_private_key
from inspector_app.devices.keystore import KeyStore
from inspector_app.errors import StorageTrouble
from inspector_app.services.instants import parse_instant, spell_instant
from inspector_app.services.keeping_key import find_vault
from inspector_app.services.leaving import read_left
from inspector_app.services.opening import DATABASE_NAME, Tablet, open_tablet
from inspector_app.services.rescuing import Found, Identity, sort_out
from inspector_app.services.safekeeping import mend_beside
from inspector_app.services.sealing import insert_sealed
from inspector_app.services.views import LostRecord, Recovery
from inspector_app.settings import load_settings
from inspector_app.store import (
    beside,
    drafts,
    integrity,
    photos,
    records,
    recoveries,
    reference,
    salvage,
)
from inspector_app.store.at_rest import Vault
from inspector_app.store.database import Connection, TabletDatabase
from inspector_app.store.parts import note_all
from inspector_app.store.presence import alone_in
from inspector_app.store.schema import migrate
from inspector_app.store.seals import fill_instrument_seals
from inspector_app.store.tablet import COLUMNS, note_tablet
from inspector_app.store.trouble import as_trouble
from inspector_app.store.whole_file import drop_unfinished, sync_folder
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import parse_receipt, verify_receipt

Row = dict[str, Any]

_WORK = "recovering"


def open_or_recover(
    folder: Path,
    *,
    clock: Clock | None = None,
    thorough: bool = False,
    keystore: KeyStore | None = None,
) -> Tablet:
    """Open the tablet; where its database is damaged, recover it first. Raises StorageTrouble.

    Looks at every page of the file and at what lies beside it, so call it off the event loop.
    `thorough` also compares every index with its table, and every reference with its row.
    """
    tablet = _open_sound(folder, clock, keystore, thorough=thorough)
    if tablet is None:
        recover(folder, clock=clock, keystore=keystore)
        tablet = open_tablet(folder, clock=clock, keystore=keystore)
    mend_beside(tablet.database, folder)
    return tablet


def _open_sound(
    folder: Path, clock: Clock | None, keystore: KeyStore | None, *, thorough: bool
) -> Tablet | None:
    """Open the tablet; None when its database is damaged."""
    try:
        tablet = open_tablet(folder, clock=clock, keystore=keystore)
    except StorageTrouble as trouble:
        if trouble.code != "damaged":
            raise
        return None
    if _is_damaged(tablet, thorough=thorough):
        tablet.close()
        return None
    return tablet


def _is_damaged(tablet: Tablet, *, thorough: bool) -> bool:
    try:
        with tablet.database.reading() as db:
            return bool(integrity.list_damage(db) if thorough else integrity.find_damage(db))
    except StorageTrouble as trouble:
        if trouble.code == "damaged":
            return True
        tablet.close()
        raise


def recover(folder: Path, *, clock: Clock | None = None, keystore: KeyStore | None = None) -> None:
    """Replace the database by what is whole in it and beside it; the old one is kept aside.

    May be killed at any point and be run again. Raises StorageTrouble, with the code "damaged"
    when nothing tells any more who this tablet is, or with that of the vault when its key is not to
    be had: then everything stays as it is.
    """
    path = folder / DATABASE_NAME
    with alone_in(folder):
        if salvage.finish_rescue(path):
            return
        drop_unfinished(folder)
        kept = beside.load_identity(folder) or _find_identity(path)
        if kept is None:
            raise StorageTrouble(
                "The tablet's database is damaged, and nothing tells who this tablet is.",
                code="damaged",
                hint="Keep the folder as it is and hand the tablet in: the office can look for it.",
            )
        vault = find_vault(folder, keystore)
        at = spell_instant((clock or SystemClock(load_settings().zone)).now())
        kept_as = _free_name(folder, at)
        salvage.keep_aside(path, kept_as)  # before anything reads it, for that may change it
        noted = (
            (_find_identity(path) or {})
            | kept
            | {"epoch": None, "cursor": None, "doubt": "recovered"}
        )
        _build(_Rescue(folder, path, at, kept_as, noted, vault))
        salvage.finish_rescue(path)


def find_recovery(tablet: Tablet) -> Recovery | None:
    """Return the last recovery that the inspector was not told of yet on the screen."""
    return next((each for each in list_recoveries(tablet) if not each.seen), None)


def list_recoveries(tablet: Tablet) -> tuple[Recovery, ...]:
    """Return every recovery of this tablet, the latest first."""
    with tablet.database.reading() as db:
        return tuple(map(_as_view, recoveries.list_recoveries(db)))


def note_told(tablet: Tablet) -> None:
    """Note that the inspector has read of every recovery."""
    with tablet.database.writing() as db:
        recoveries.mark_seen(db, spell_instant(tablet.clock.now()))


@dataclass(frozen=True, slots=True)
class _Rescue:
    """What is rescued from where; `noted` is the row of who this tablet is."""

    folder: Path
    path: Path
    at: str
    kept_as: str
    noted: Row
    vault: Vault

    def opened(self, row: Row) -> Row:
        """Return the row of a record with its plain bytes; damaged ones as they lie."""
        record_id, body = row.get("id"), row.get("body")
        if isinstance(record_id, str) and isinstance(body, bytes):
            return row | {"body": self.vault.open_record(record_id, body)}
        return row


def _free_name(folder: Path, at: str) -> str:
    """Return a name with the instant that no file has yet: a damaged file is never overwritten."""
    stem = f"tablet-damaged-{at.replace(':', '').replace('-', '')}"
    names = chain([f"{stem}.db"], (f"{stem}-{number}.db" for number in count(2)))
    return next(name for name in names if not (folder / name).exists())


def _find_identity(path: Path) -> Row | None:
    """Return the row of who this tablet is as the damaged database still says."""
    for row in salvage.read_rows(path, "tablet"):
        if _is_identity(row):
            return {name: value for name, value in row.items() if name in COLUMNS}
    return None


def _is_identity(row: Row) -> bool:
    try:
        load_private_key(bytes(row["private_key"]))
    except (KeyError, TypeError, ValueError):
        return False
    return isinstance(row.get("device_id"), str) and isinstance(row.get("server_key"), bytes)


def _build(rescue: _Rescue) -> None:
    """Build the new database beside the old one; it has its name only when it is whole."""
    work = rescue.folder / _WORK
    shutil.rmtree(work, ignore_errors=True)
    database = TabletDatabase(work / DATABASE_NAME, rescue.vault)
    try:
        migrate(database)
        with database.writing() as db:
            _fill(db, rescue)
    finally:
        database.close()
    try:
        _flush(database.path)
        database.path.replace(salvage.rescued_path(rescue.path))
        sync_folder(rescue.folder)
    except OSError as fault:
        raise as_trouble(fault) from fault
    shutil.rmtree(work, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(db: Connection, rescue: _Rescue) -> None:
    note_tablet(db, **rescue.noted)
    key = load_private_key(bytes(rescue.noted["private_key"])).public_key().public_bytes_raw()
    rows = chain(salvage.read_rows(rescue.path, "records"), beside.read_sealed(rescue.folder))
    found = sort_out(map(rescue.opened, rows), Identity(rescue.noted["device_id"], key))
    gone = read_left(salvage.read_rows(rescue.path, "photos"), bytes(rescue.noted["server_key"]))
    for seq in sorted(found.whole):
        _insert(db, found, seq, gone)
    _restore_receipts(db, rescue)
    for table in salvage.COPIED:
        salvage.copy_rows(rescue.path, db, table)
    drafts.drop_sealed(db)
    reference.mark_stale(db)
    fill_instrument_seals(db)
    note_all(db)
    lost = [
        {"seq": seq, "id": link.id if link else None, "entry": link.entry if link else None,
         "at": rescue.at}
        for seq, link in found.lost.items()
    ]  # fmt: skip
    recoveries.insert_lost(db, lost)
    _note(db, rescue, found, lost)


def _insert(db: Connection, found: Found, seq: int, gone: Mapping[str, Mapping[str, str]]) -> None:
    sealed = found.whole[seq]
    content = json.loads(sealed.body)
    for photo in content["photos"]:
        left = gone.get(photo["sha256"], {})
        size, media_type = photo["bytes"], photo["media_type"]
        photos.store_photo(db, photo["sha256"], size=size, media_type=media_type, **left)
    insert_sealed(db, sealed, content)


def _restore_receipts(db: Connection, rescue: _Rescue) -> None:
    """Keep the receipts that hold; of every photo the server is asked again."""
    server_key = bytes(rescue.noted["server_key"])
    for row in salvage.read_rows(rescue.path, "records"):
        with suppress(ValueError, TypeError):
            receipt = parse_receipt(json.loads(row["receipt"] or "null"))
            if receipt is not None and verify_receipt(server_key, receipt):
                records.store_receipt(db, receipt, str(row["reason"] or ""))
    records.complete_records(db)


def _note(db: Connection, rescue: _Rescue, found: Found, lost: list[Row]) -> None:
    here = [row["sha256"] for row in photos.list_photos(db) if not row["left_at"]]
    missing = [sha256 for sha256 in here if not _is_whole(rescue, sha256)]
    told = {
        "records": len(found.whole),
        "lost": [{"seq": row["seq"], "id": row["id"]} for row in lost],
        "drafts": drafts.count_drafts(db),
        "photos_lost": missing,
    }
    recoveries.insert_recovery(db, at=rescue.at, kept_as=rescue.kept_as, told=told)


def _is_whole(rescue: _Rescue, sha256: str) -> bool:
    try:
        with photos.open_file(rescue.folder, sha256, rescue.vault) as file:
            return sha256_hex(file.read()) == sha256
    except OSError:
        return False


def _as_view(row: Row) -> Recovery:
    told = row["told"]
    return Recovery(
        at=parse_instant(row["at"]),
        kept_as=row["kept_as"],
        records=told["records"],
        lost=tuple(LostRecord(each["seq"], each["id"] or "") for each in told["lost"]),
        drafts=told["drafts"],
        photos_lost=tuple(told["photos_lost"]),
        seen=row["seen_at"] is not None,
    )
