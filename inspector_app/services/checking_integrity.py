"""Whether everything on this tablet is as it was sealed: database, chain, receipts, photos."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.devices.identity import load_private_key
from inspector_app.services.opening import Tablet
from inspector_app.store import integrity, photos, records, recoveries
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.chain import GENESIS, entry_hash, verify_signature
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import parse_receipt, verify_file, verify_receipt
from sync.protocol.statement import signature_faults

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IntegrityFault:
    """One thing that is not as it was: `subject` is a record, a photo or the database."""

    subject: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class _Keys:
    """What signatures are verified with; None where this tablet is not enrolled."""

    device_id: str | None
    public_key: bytes | None
    server_key: bytes | None


def check_integrity(tablet: Tablet) -> tuple[IntegrityFault, ...]:
    """Return every fault; none when everything on the tablet is sound. Raises StorageTrouble."""
    if tablet.vault.key is None:
        return _check_closed(tablet)
    with tablet.database.reading() as db:
        faults = [
            IntegrityFault("database", "database", line) for line in integrity.list_damage(db)
        ]
        keys = _keys(load_tablet_row(db))
        rows = records.list_whole(db)
        faults += _check_chain(rows, keys, recoveries.list_lost(db))
        faults += _check_links(records.list_whole(db), records.load_photo_links(db))
        kept = list(photos.list_photos(db))
    return (*faults, *(fault for row in kept for fault in _check_photo(tablet, row, keys)))


def _check_closed(tablet: Tablet) -> tuple[IntegrityFault, ...]:
    """Say that what is encrypted cannot be checked, and check the file that it lies in."""
    with tablet.database.reading() as db:
        damage = integrity.list_damage(db)
    closed = "the key is not here, so nothing that is encrypted can be checked"
    return (
        *(IntegrityFault("database", "database", line) for line in damage),
        IntegrityFault("key", tablet.vault.trouble, closed),
    )


def _keys(noted: Row) -> _Keys:
    private_key = noted["private_key"]
    public_key = None
    if private_key is not None:
        key: Ed25519PrivateKey = load_private_key(bytes(private_key))
        public_key = key.public_key().public_bytes_raw()
    return _Keys(noted["device_id"], public_key, noted["server_key"])


def _check_chain(
    rows: Iterator[Row], keys: _Keys, lost: Mapping[int, Row]
) -> Iterator[IntegrityFault]:
    seq, prev = 0, GENESIS
    for row in rows:
        seq += 1
        while seq < row["seq"] and seq in lost:
            prev = lost[seq]["entry"]
            seq += 1
        name = f"record {row['id']} (no. {row['seq']})"
        if row["seq"] != seq or row["prev"] != (prev or row["prev"]):
            yield IntegrityFault(name, "chain", f"does not follow the record before it, no. {seq}")
        seq, prev = row["seq"], row["entry"]
        yield from _check_record(name, row, keys)
    for number, row in lost.items():
        name = f"record {row['id'] or 'unknown'} (no. {number})"
        yield IntegrityFault(name, "lost", f"was lost with the database damaged before {row['at']}")


def _check_links(rows: Iterator[Row], links: Mapping[str, set[str]]) -> Iterator[IntegrityFault]:
    """Name the records whose photos are not those that were sealed with them."""
    for row in rows:
        if sha256_hex(bytes(row["body"])) != row["sha256"]:
            continue  # named already, and it tells nothing
        if _photos_of(bytes(row["body"])) != links.get(row["id"], set()):
            name = f"record {row['id']} (no. {row['seq']})"
            yield IntegrityFault(name, "photos", "its photos are not those that were sealed")


def _photos_of(body: bytes) -> set[str] | None:
    try:
        return {photo["sha256"] for photo in json.loads(body)["photos"]}
    except (ValueError, KeyError, TypeError):
        return None


def _check_record(name: str, row: Row, keys: _Keys) -> Iterator[IntegrityFault]:
    body = bytes(row["body"])
    if sha256_hex(body) != row["sha256"]:
        yield IntegrityFault(name, "hash", "its bytes are not those that were sealed")
    elif not _says(body, row, keys):
        yield IntegrityFault(name, "body", "its bytes and its row tell of different inspections")
    for fault in _signature_faults(body):
        yield IntegrityFault(name, "statement", fault)
    if not _is_entry(row, keys):
        yield IntegrityFault(name, "entry", "its entry in the chain does not fit its bytes")
    elif keys.public_key is None or not verify_signature(keys.public_key, row["entry"], row["sig"]):
        yield IntegrityFault(name, "signature", "this device did not sign it")
    if row["receipt"] is not None and not _is_receipt(row, keys):
        yield IntegrityFault(name, "receipt", "its receipt is not the server's for these bytes")


def _signature_faults(body: bytes) -> tuple[str, ...]:
    try:
        return signature_faults(json.loads(body))
    except ValueError:
        return ()  # its hash tells already that these bytes were changed


def _says(body: bytes, row: Row, keys: _Keys) -> bool:
    """True if the sealed bytes say what the row is found and listed by."""
    told = json.loads(body)
    said = {
        "device_id": keys.device_id,
        **{name: row[name] for name in ("id", "seq", "prev", "instrument_id", "site_id")},
    }
    return (
        all(told[name] == value for name, value in said.items())
        and told["evaluation"]["outcome"]["verdict"] == row["verdict"]
        and told["times"]["finished_at"] == row["finished_at"]
        and told["times"]["sealed_at"] == row["sealed_at"]
    )


def _is_entry(row: Row, keys: _Keys) -> bool:
    if keys.device_id is None:
        return False
    try:
        entry = entry_hash(
            device_id=keys.device_id,
            seq=row["seq"],
            prev=row["prev"],
            body_sha256=row["sha256"],
        )
    except ValueError:
        return False
    return bool(entry == row["entry"])


def _is_receipt(row: Row, keys: _Keys) -> bool:
    try:
        receipt = parse_receipt(json.loads(row["receipt"]))
    except ValueError:
        return False
    return (
        receipt is not None
        and json.dumps(receipt.as_json()) == row["receipt"]
        and keys.server_key is not None
        and (receipt.id, receipt.sha256) == (row["id"], row["sha256"])
        and verify_receipt(bytes(keys.server_key), receipt)
    )


def _check_photo(tablet: Tablet, row: Row, keys: _Keys) -> Iterator[IntegrityFault]:
    name = f"photo {row['sha256']}"
    if row["left_at"] is not None:
        yield from _check_left(name, row, keys)
        return
    try:
        with photos.open_file(tablet.folder, row["sha256"], tablet.vault) as file:
            data = file.read()
    except OSError:
        yield IntegrityFault(name, "photo_lost", "its file cannot be read")
        return
    if sha256_hex(data) != row["sha256"] or len(data) != row["bytes"]:
        yield IntegrityFault(name, "photo_changed", "its file does not hold its bytes")


def _check_left(name: str, row: Row, keys: _Keys) -> Iterator[IntegrityFault]:
    """A photo that left is where the server signed that it is, unless it has said otherwise."""
    key, sig = keys.server_key, row["left_sig"] or ""
    if key is None or not verify_file(bytes(key), row["sha256"], sig):
        yield IntegrityFault(name, "photo_unproven", "it left, and no word of the server proves it")
    elif row["missed_at"] is not None:
        yield IntegrityFault(name, "photo_missed", "it left, and the server does not hold it now")
