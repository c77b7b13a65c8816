"""Sealed inspections: written once, then only their way to the server is noted.

`body` is encrypted on the disk and plain in every row that is given out; a row whose bytes are
damaged has them as they lie, and its SHA-256 tells it.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from inspector_app.store.database import Connection
from inspector_app.store.rows import insert_rows
from sync.protocol.chain import GENESIS
from sync.protocol.receipt import Receipt
from sync.protocol.record import SealedRecord

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordKeys:
    """What a record is found and listed by, beside its sealed bytes. Instants are UTC text."""

    instrument_id: str
    site_id: str
    site_name: str
    verdict: str
    value: str | None
    unit: str | None
    finished_at: str
    sealed_at: str


def next_link(db: Database) -> tuple[int, str]:
    """Return the next number of this device's chain, and the entry before it.

    A record whose bytes were lost keeps its place, so that the chain goes on behind it.
    """
    sql = """SELECT seq, entry FROM records
             UNION ALL SELECT seq, entry FROM lost_records WHERE entry IS NOT NULL
             ORDER BY seq DESC LIMIT 1"""
    for row in db.query(sql):
        return row["seq"] + 1, row["entry"]
    return 1, GENESIS


def insert_record(
    db: Connection, sealed: SealedRecord, keys: RecordKeys, photos: Sequence[str]
) -> None:
    """Write a sealed record and which photos belong to it; the photos must be kept already."""
    names = ("id", "seq", "prev", "entry", "sha256", "body", "sig")
    columns = {name: getattr(sealed, name) for name in names}
    columns["body"] = db.vault.seal_record(sealed.id, sealed.body)
    said = {name: getattr(keys, name) for name in RecordKeys.__slots__}
    insert_rows(db, "records", [{**columns, **said, "state": "sealed", "reason": ""}])
    linked = ({"record_id": sealed.id, "sha256": sha256} for sha256 in dict.fromkeys(photos))
    insert_rows(db, "record_photos", linked)


def find_record(db: Connection, record_id: str) -> Row | None:
    """Return every column of a record."""
    rows = db.query("SELECT * FROM records WHERE id = ?", [record_id])
    return next((_opened(db, row) for row in rows), None)


def has_record(db: Database, record_id: str) -> bool:
    """True if a record is here."""
    return any(db.query("SELECT 1 FROM records WHERE id = ?", [record_id]))


def find_stored(db: Database, record_id: str) -> Row | None:
    """Return every column of a record, its bytes as they lie."""
    return next(iter(db.query("SELECT * FROM records WHERE id = ?", [record_id])), None)


def find_entry(db: Database, seq: int) -> str | None:
    """Return the entry of the record with this number."""
    rows = db.query("SELECT entry FROM records WHERE seq = ?", [seq])
    return next((str(row["entry"]) for row in rows), None)


def list_lines(db: Database, *, limit: int, offset: int, record_id: str = "") -> list[Row]:
    """Return the records for a list, the latest first; with `record_id` only that one."""
    sql = """
        SELECT id, seq, sha256, instrument_id, site_name, finished_at, verdict, state, reason,
               (SELECT count(*) FROM record_photos JOIN photos USING (sha256)
                 WHERE record_id = records.id AND confirmed_at IS NULL) AS photos_waiting
          FROM records WHERE :id IN ('', id) ORDER BY seq DESC LIMIT :limit OFFSET :offset"""
    return list(db.query(sql, {"id": record_id, "limit": limit, "offset": offset}))


def last_of_day(db: Connection, began_at: str) -> bytes | None:
    """Return the bytes of the record that was finished last since `began_at`."""
    sql = "SELECT id, body FROM records WHERE finished_at >= ? ORDER BY seq DESC LIMIT 1"
    rows = db.query(sql, [began_at])
    return next((bytes(_opened(db, row)["body"]) for row in rows), None)


def count_by_state(db: Database) -> dict[str, int]:
    """Return how many records are sealed, received, complete, and set aside."""
    sql = """SELECT CASE WHEN state = 'sealed' AND reason <> '' THEN 'set_aside'
                         ELSE state END AS standing, count(*) AS n
               FROM records GROUP BY standing"""
    return {row["standing"]: row["n"] for row in db.query(sql)}


def count_sealed(db: Database, *, aside: bool) -> int:
    """Return how many records wait for a receipt, or how many of them are set aside."""
    sql = "SELECT count(*) AS n FROM records WHERE state = 'sealed' AND (reason <> '') = ?"
    return int(next(iter(db.query(sql, [int(aside)])))["n"])


def list_pending(db: Connection, *, limit: int, after_seq: int) -> Iterator[Row]:
    """Give the sealed records that are not set aside, by their number."""
    sql = """SELECT id, sha256, body, seq, prev, sig FROM records
              WHERE state = 'sealed' AND reason = '' AND seq > ? ORDER BY seq LIMIT ?"""
    return (_opened(db, row) for row in db.query(sql, [after_seq, limit]))


def list_set_aside(db: Connection) -> list[Row]:
    """Return the sealed records that are set aside, by their number."""
    sql = """SELECT id, sha256, body, seq, prev, sig FROM records
              WHERE state = 'sealed' AND reason <> '' ORDER BY seq"""
    return [_opened(db, row) for row in db.query(sql)]


def list_received(db: Database) -> list[tuple[str, str]]:
    """Return id and SHA-256 of every record that the server has confirmed."""
    sql = "SELECT id, sha256 FROM records WHERE state <> 'sealed' ORDER BY seq"
    return [(row["id"], row["sha256"]) for row in db.query(sql)]


def list_receipts(db: Database) -> list[Row]:
    """Return id, SHA-256 and receipt of every record that counts as received."""
    return list(db.query("SELECT id, sha256, receipt FROM records WHERE state <> 'sealed'"))


def newest_receipt(db: Database) -> int:
    """Return the largest change_seq of the receipts of what counts as received, 0 without any."""
    sql = """SELECT max(json_extract(receipt, '$.change_seq')) AS newest FROM records
              WHERE state <> 'sealed' AND json_valid(receipt)"""
    return int(next(iter(db.query(sql)))["newest"] or 0)


def list_unconfirmed(db: Database, *, also: Collection[str] | None = ()) -> list[Row]:
    """Return what finds every record that is not complete, or is in `also`, by its number.

    Without the bytes. None in place of `also` is every record.
    """
    sql = "SELECT id, sha256, seq, state FROM records ORDER BY seq"
    return [
        row
        for row in db.query(sql)
        if also is None or row["state"] != "complete" or row["id"] in also
    ]


def list_entries(db: Database) -> dict[int, str]:
    """Return the entry of every record by its number."""
    return {row["seq"]: row["entry"] for row in db.query("SELECT seq, entry FROM records")}


def list_after(db: Database, seq: int) -> Iterator[Row]:
    """Give what proves every record behind a number, with its bytes as they lie, by its number."""
    sql = "SELECT id, seq, prev, entry, sha256, sig, body FROM records WHERE seq > ? ORDER BY seq"
    return iter(db.query(sql, [seq]))


def list_whole(db: Connection) -> Iterator[Row]:
    """Give every record with all its columns, by its number."""
    return (_opened(db, row) for row in db.query("SELECT * FROM records ORDER BY seq"))


def list_stored(db: Database) -> Iterator[Row]:
    """Give every record with all its columns, its bytes as they lie, by its number."""
    return iter(db.query("SELECT * FROM records ORDER BY seq"))


def load_photo_links(db: Database) -> dict[str, set[str]]:
    """Return the SHA-256 of the photos of every record that has some."""
    links: dict[str, set[str]] = {}
    for row in db.query("SELECT record_id, sha256 FROM record_photos"):
        links.setdefault(row["record_id"], set()).add(row["sha256"])
    return links


def store_receipt(db: Database, receipt: Receipt, quarantine: str) -> None:
    """Keep a receipt and mark its record received; `quarantine` is why the office must look."""
    sql = """UPDATE records SET receipt = :receipt, reason = :reason,
                    state = iif(state = 'sealed', 'received', state)
              WHERE id = :id AND sha256 = :sha256"""
    text = json.dumps(receipt.as_json())
    values = {"receipt": text, "reason": quarantine, "id": receipt.id, "sha256": receipt.sha256}
    db.execute(sql, values)


def set_aside(db: Database, record_id: str, problem: str) -> None:
    """Keep a sealed record back with its reason."""
    sql = "UPDATE records SET reason = ? WHERE id = ? AND state = 'sealed'"
    db.execute(sql, [problem, record_id])


def mark_sealed_again(db: Database, record_id: str) -> None:
    """Let a record be sent once more; its old receipt is kept."""
    db.execute("UPDATE records SET state = 'sealed', reason = '' WHERE id = ?", [record_id])


def complete_records(db: Database) -> None:
    """Mark complete what has a receipt and every photo confirmed."""
    sql = """UPDATE records SET state = 'complete' WHERE state = 'received' AND NOT EXISTS (
               SELECT 1 FROM record_photos JOIN photos USING (sha256)
                WHERE record_id = records.id AND confirmed_at IS NULL)"""
    db.execute(sql)


def reopen_records(db: Database) -> None:
    """Mark received only what is no longer complete, because the server lost a photo."""
    sql = """UPDATE records SET state = 'received' WHERE state = 'complete' AND EXISTS (
               SELECT 1 FROM record_photos JOIN photos USING (sha256)
                WHERE record_id = records.id AND confirmed_at IS NULL)"""
    db.execute(sql)


def _opened(db: Connection, row: Row) -> Row:
    return row | {"body": db.vault.open_record(row["id"], bytes(row["body"]))}
