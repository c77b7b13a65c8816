"""Old photos leave the tablet, and come back when the same bytes come again.

The row goes first, the file after it: a kill between both leaves a file too many, never one too
few. Files are removed and put back only under the database's write lock, so that neither can pass
the other.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice
from typing import Any

from inspector_app.services.instants import find_instant, spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.retention import NamedBy, is_prunable
from inspector_app.store import departures, photos, records
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row
from sync.client.ports import Retention
from sync.protocol.receipt import Receipt, parse_receipt, verify_file, verify_receipt

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TabletShelf:
    """The port `Shelf` of a sync, over the tablet's store."""

    tablet: Tablet

    def tidy(self) -> None:
        """Remove files whose row says that their photo has left. Raises OSError."""
        with self.tablet.database.reading() as db:
            left = departures.list_left(db)
        for sha256 in left.intersection(photos.list_files(self.tablet.folder) if left else ()):
            self._remove(sha256)

    def old_photos(self, retention: Retention, limit: int) -> Sequence[str]:
        """Return whose time has come, then what the server lacked: it may have it again."""
        with self.tablet.database.reading() as db:
            old = self._prunable(db, retention, departures.list_naming(db))
            return list(islice(chain(old, departures.list_missed(db)), limit))

    def let_go(self, sha256: str, sig: str, retention: Retention) -> bool:
        """Note that a photo left, then remove its file; nothing where it may not (any more)."""
        at = spell_instant(self.tablet.clock.now())
        with self.tablet.database.writing() as db:
            if departures.has_left(db, sha256):
                departures.note_found(db, sha256, sig)
                return False
            if not any(self._prunable(db, retention, departures.list_naming(db, sha256))):
                return False
            departures.note_left(db, sha256, at, sig)
        self._remove(sha256)
        return True

    def _prunable(self, db: Connection, retention: Retention, rows: Iterator[Row]) -> Iterator[str]:
        server_key = bytes(load_tablet_row(db)["server_key"])
        now = self.tablet.clock.now()
        for sha256, naming in groupby(rows, key=lambda row: str(row["sha256"])):
            named = list(naming)
            receipts = [_receipt(row) for row in named]
            if is_prunable(
                [NamedBy(row["state"], _when(receipt))
                 for row, receipt in zip(named, receipts, strict=True)],
                in_draft=bool(named[0]["in_draft"]),
                days=retention.days, now=now, server_time=retention.server_time,
            ) and all(each and verify_receipt(server_key, each) for each in receipts):  # fmt: skip
                yield sha256

    def _remove(self, sha256: str) -> None:
        with self.tablet.database.writing() as db:
            if departures.has_left(db, sha256):
                photos.remove_file(self.tablet.folder, sha256)


def put_back(tablet: Tablet, db: Connection, sha256: str, read: Callable[[], bytes]) -> None:
    """Keep a photo again that left once, in the transaction that needs it. Raises StorageTrouble.

    Its file may be there, kept before this transaction, and be removed before it began.
    """
    if departures.has_left(db, sha256):
        photos.keep_file(tablet.folder, sha256, read(), tablet.vault)
        departures.take_back(db, sha256)
        records.reopen_records(db)


def read_left(rows: Iterable[Row], server_key: bytes) -> dict[str, dict[str, str]]:
    """Return what damaged rows tell of photos that left, by hash, as far as the server signed it.

    Such a photo is confirmed: the server is asked for it when everything is compared.
    """
    found = {}
    for row in rows:
        told = {name: row.get(name) for name in ("sha256", "left_at", "left_sig", "missed_at")}
        texts = {name: value for name, value in told.items() if isinstance(value, str)}
        sha256 = texts.pop("sha256", "")
        if "left_at" in texts and verify_file(server_key, sha256, texts.get("left_sig", "")):
            found[sha256] = texts | {"confirmed_at": texts["left_at"]}
    return found


def _receipt(row: Row) -> Receipt | None:
    """Return the receipt of a record, None where it has none of its own."""
    try:
        receipt = parse_receipt(json.loads(row["receipt"] or "null"))
    except ValueError:
        return None
    if receipt is None or (receipt.id, receipt.sha256) != (row["id"], row["record_sha256"]):
        return None
    return receipt


def _when(receipt: Receipt | None) -> datetime | None:
    return find_instant(receipt.received_at) if receipt else None
