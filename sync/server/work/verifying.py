"""Proving what the server holds: every hash, signature, chain, receipt, outcome and file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby, islice
from typing import Any

from sync.protocol.chain import GENESIS, entry_hash, verify_signature
from sync.protocol.digest import from_exact_base64, sha256_hex
from sync.protocol.receipt import Receipt, verify_receipt
from sync.protocol.statement import signature_faults
from sync.server.files import WrongBytes, check_bytes
from sync.server.tables.chain_heads import ChainHead, load_heads
from sync.server.tables.devices import Device, load_devices
from sync.server.tables.engine import Connection
from sync.server.tables.files import count_missing_files, load_files, load_named_files
from sync.server.tables.records import load_quarantined, load_records
from sync.server.tables.reference import load_present
from sync.server.tables.rows_aside import load_rows_aside
from sync.server.tables.rule_data import load_rule_data
from sync.server.work.examining import find_fault, read_valid, says_the_same, summary_of
from sync.server.work.opening import Office
from sync.server.work.rechecking import DIFFERS, FAILED, INVALID, NO_RULE, UNREADABLE
from sync.server.work.summing_up import LEADING_FACTS
from sync.server.work.telling import is_plain_row

_AT_ONCE = 200
WRONG = {
    DIFFERS: "evaluated again with its own rule data, the outcome differs",
    INVALID: "its input cannot be evaluated with its own rule data",
}
ODD = "an earlier version took it in, and this one finds it odd"
UNREADABLE_ROW = "no tablet could read it as it is; it is told mended, as one that is gone, or not"
UNKNOWN = {
    NO_RULE: "its rule data are not here, so its outcome cannot be confirmed",
    UNREADABLE: "its rule data cannot be read, so its outcome cannot be confirmed",
    FAILED: "its evaluation broke here, so its outcome cannot be confirmed",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold, or cannot be proven: which thing by its id, and what."""

    kind: str
    id: str
    problem: str


@dataclass(slots=True)
class Verification:
    """What was looked at, and what does not hold.

    `quarantined` counts by reason; `files_waiting` are photos that no tablet has sent yet.
    `rechecks` counts by what our own evaluation says; `notes` name what could not be proven.
    """

    records: int = 0
    files: int = 0
    files_waiting: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    rechecks: Counter[str] = field(default_factory=Counter)
    notes: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the verification as `verify --json` prints it."""
        counts = {"quarantined": dict(self.quarantined), "rechecks": dict(self.rechecks)}
        return {"ok": not self.faults} | asdict(self) | counts


def verify_office(office: Office) -> Verification:
    """Verify everything; reads every record and every file once, some at a time."""
    found = Verification()
    with office.database.reading() as connection:
        keys = {device.device_id: _read_key(device) for device in load_devices(connection)}
        heads = load_heads(connection)
        by_device = groupby(_with_photos(connection), key=lambda pair: pair[0].device_id)
        for device_id, pairs in by_device:
            rows = _verified(found, pairs, keys.get(device_id, b""), office)
            found.faults.extend(_chain_faults(device_id, rows, heads.pop(device_id, None)))
        for device_id, head in heads.items():
            found.faults.extend(_chain_faults(device_id, iter(()), head))
        found.faults.extend(_quarantine_faults(found, connection, office))
        found.faults.extend(_rule_faults(connection))
        found.notes.extend(_odd_rows(connection))
        found.faults.extend(_file_faults(found, connection, office))
        found.notes.extend(_rows_aside(connection))
        found.files_waiting = count_missing_files(connection)
    return found


def _rows_aside(connection: Connection) -> Iterator[Fault]:
    """Name the rows of reference data that tablets could not take."""
    for row in load_rows_aside(connection):
        where = f"{row.kind} {row.id}".strip() or "a row"
        yield Fault("row", where, f"tablet {row.device_id} could not take it: {row.why}")


def _read_key(device: Device) -> bytes:
    """Return a device's public key; one that cannot be read verifies nothing."""
    try:
        return from_exact_base64(device.public_key)
    except ValueError:
        return b""


def _with_photos(connection: Connection) -> Iterator[tuple[Any, set[str]]]:
    """Give every record, and the SHA-256 of the photos that are noted as its own."""
    rows = load_records(connection)
    while some := list(islice(rows, _AT_ONCE)):
        named = load_named_files(connection, [row.id for row in some])
        for row in some:
            yield row, set(named.get(row.id, ()))


def _verified(
    found: Verification,
    pairs: Iterator[tuple[Any, set[str]]],
    public_key: bytes,
    office: Office,
) -> Iterator[Any]:
    for row, named in pairs:
        found.records += 1
        if row.quarantine:
            found.quarantined[row.quarantine] += 1
        problems = _record_problems(row, public_key, office.public_key)
        found.faults.extend(Fault("record", row.id, problem) for problem in problems)
        if {photo.sha256 for photo in summary_of(row.body).photos} != named:
            found.faults.append(Fault("record", row.id, "its photos are not those of its body"))
        content = read_valid(row.body)
        if content is None and not row.quarantine:
            found.notes.append(Fault("record", row.id, f"{ODD}: {find_fault(row.body)}"))
        if content is not None:
            faults = signature_faults(content)
            found.faults.extend(Fault("record", row.id, fault) for fault in faults)
            _evaluate_again(found, row, content, office)
        yield row


def _evaluate_again(
    found: Verification, row: Any, content: Mapping[str, Any], office: Office
) -> None:
    word = office.recheck(content)
    found.rechecks[word] += 1
    if word in WRONG:
        found.faults.append(Fault("record", row.id, WRONG[word]))
    elif word in UNKNOWN:
        found.notes.append(Fault("record", row.id, UNKNOWN[word]))


def _record_problems(row: Any, public_key: bytes, server_key: bytes) -> Iterator[str]:
    digest = sha256_hex(row.body)
    if digest != row.sha256:
        yield "the bytes are not those that were received"
    try:
        entry = entry_hash(device_id=row.device_id, seq=row.seq, prev=row.prev, body_sha256=digest)
    except ValueError:
        entry = ""
    if entry != row.entry:
        yield "the entry of the chain does not hold"
    if not verify_signature(public_key, row.entry, row.sig):
        yield "the device's signature does not hold"
    proven = {name: getattr(row, name) for name in ("id", "device_id", "seq", "prev")}
    summary = summary_of(row.body)
    told = all(getattr(row, name) == getattr(summary, name) for name in LEADING_FACTS)
    if not told or not says_the_same(row.body, **proven):
        yield "the row does not say what the body says"
    if not verify_receipt(server_key, _receipt(row)):
        yield "the receipt does not hold"


def _chain_faults(device_id: str, rows: Iterator[Any], head: ChainHead | None) -> Iterator[Fault]:
    """Name forks, gaps and broken links of one device's records, which come by seq, and its end."""
    expected, entries = 1, {GENESIS}
    for seq, group in groupby(rows, key=lambda row: row.seq):
        branches = list(group)
        ids = ", ".join(row.id for row in branches)
        if len(branches) > 1:
            yield Fault("device", device_id, f"the chain forks at number {seq}: {ids}")
        if seq > expected:
            yield Fault("device", device_id, _missing(expected, seq - 1))
        else:
            for row in branches:
                if row.prev not in entries:
                    yield Fault("record", row.id, f"it does not follow number {seq - 1}")
        expected, entries = seq + 1, {row.entry for row in branches}
    if head is not None and head.seq >= expected:
        yield Fault("device", device_id, _missing(expected, head.seq))
    elif head is None or head.seq != expected - 1 or head.entry not in entries:
        yield Fault("device", device_id, "the chain does not end with the record that was noted")


def _missing(first: int, last: int) -> str:
    numbers = str(first) if first == last else f"{first} to {last}"
    return f"number {numbers} of the chain is missing"


def _quarantine_faults(
    found: Verification, connection: Connection, office: Office
) -> Iterator[Fault]:
    for row in load_quarantined(connection):
        found.quarantined[row.reason] += 1
        if sha256_hex(row.body) != row.sha256:
            yield Fault("quarantined", row.id, "the bytes are not those that were received")
        if not verify_receipt(office.public_key, _receipt(row)):
            yield Fault("quarantined", row.id, "the receipt does not hold")


def _rule_faults(connection: Connection) -> Iterator[Fault]:
    for kept in load_rule_data(connection):
        if sha256_hex(kept.data) != kept.sha256:
            yield Fault("rule", kept.sha256, "the bytes are not those that were kept")


def _odd_rows(connection: Connection) -> Iterator[Fault]:
    for kind, row_id, text in load_present(connection):
        if not is_plain_row(kind, text):
            yield Fault(kind, row_id, UNREADABLE_ROW)


def _file_faults(found: Verification, connection: Connection, office: Office) -> Iterator[Fault]:
    for row in load_files(connection):
        found.files += 1
        try:
            with office.files.open(row.sha256) as file:
                check_bytes(file, row.sha256)
                if file.tell() != row.bytes:
                    yield Fault("file", row.sha256, "its length is not what was received")
        except FileNotFoundError:
            yield Fault("file", row.sha256, "the file is gone")
        except WrongBytes:
            yield Fault("file", row.sha256, "the bytes are not those that were received")
        except ValueError:
            yield Fault("file", row.sha256, "its name is no SHA-256")
        except OSError as fault:
            yield Fault("file", row.sha256, f"the file cannot be read: {fault.strerror}")


def _receipt(row: Any) -> Receipt:
    return Receipt(row.id, row.sha256, row.change_seq, row.received_at, row.receipt_sig)
