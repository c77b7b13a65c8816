"""Taking in a batch: examine without a lock, judge under it, commit, only then answer.

Our own evaluation of a record is no condition of its receipt and comes after it (`catching_up`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.metrology.custody import SealChange
from sync.protocol.messages import Result, Status
from sync.protocol.receipt import Receipt, sign_receipt
from sync.server.tables.counter import advance_counter, lock_counter
from sync.server.tables.engine import Connection
from sync.server.tables.files import find_files, insert_record_files, load_named_files
from sync.server.tables.records import (
    Held,
    find_links,
    find_quarantined,
    find_records,
    insert_quarantined,
    insert_records,
)
from sync.server.tables.reference import Change, find_bodies, write_numbered
from sync.server.work.epochs import read_epoch
from sync.server.work.examining import Arrived, Examined, Sender, arrive, examine
from sync.server.work.judging import Known, Place, Ruling, judge_batch, seqs_of_interest
from sync.server.work.opening import Office
from sync.server.work.rechecking import WAITING
from sync.server.work.revising import INSTRUMENTS, revise_seals
from sync.server.work.summing_up import LEADING_FACTS


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch, item by item, at a server of this epoch."""

    epoch: str
    results: tuple[Result, ...]


def take_in(office: Office, sender: Sender, items: Sequence[object]) -> Taken:
    """Take in a batch of a device; every item that can be kept has a receipt afterwards.

    The items are as the wire spells them. May be repeated, also at the same time: the same bytes
    give the same receipt, and what is held already is neither examined again nor waits for the
    lock. Raises DatabaseTrouble; then nothing was kept.
    """
    read = [arrive(item) for item in items]
    arrived = [item for item in read if item is not None]
    with office.database.reading() as connection:
        epoch = read_epoch(connection)
        held = find_records(connection, {item.id for item in arrived})
    new = [item for item in arrived if not _is_held(item, held)]
    if held and not new:  # a commit of something new waits for what was read, too
        office.database.settle()
    taken = iter(_take_new(office, sender, new)) if new else iter(())
    results = [_duplicate(held[i.id]) if _is_held(i, held) else next(taken) for i in arrived]
    return Taken(epoch, (*_with_missing_files(office, results), *_refused(items, read)))


def _is_held(item: Arrived, held: Mapping[str, Held]) -> bool:
    return item.id in held and held[item.id].receipt.sha256 == item.sha256


def _duplicate(held: Held) -> Result:
    return Result(held.receipt.id, Status.DUPLICATE, held.receipt, problem=held.problem)


def _take_new(office: Office, sender: Sender, arrived: Sequence[Arrived]) -> list[Result]:
    """Examine without a lock, judge and write under it; returns the results in their order."""
    limit = office.settings.limits.record_bytes
    batch = [examine(item, sender, record_bytes=limit) for item in arrived]
    with office.database.writing() as connection:
        last = lock_counter(connection)
        held = find_records(connection, {item.id for item in batch})
        quarantined = find_quarantined(connection, {item.id for item in batch})
        rulings = judge_batch(batch, _known(connection, sender, batch, held, quarantined))
        writing = _Writing(office, sender, office.instant(), last)
        for ruling in rulings:
            writing.add(ruling)
        writing.write(connection)
    receipts = quarantined | {(its.receipt.id, its.receipt.sha256): its for its in held.values()}
    return list(_results(rulings, receipts | writing.made))


def find_missing_files(office: Office, connection: Connection, sha256s: set[str]) -> set[str]:
    """Return which of these files the server lacks, in its tables or in its store."""
    here = find_files(connection, sha256s)
    return sha256s - office.files.find(here)


def _known(
    connection: Connection,
    sender: Sender,
    batch: Sequence[Examined],
    held: Mapping[str, Held],
    quarantined: Mapping[tuple[str, str], Held],
) -> Known:
    hashes = {record_id: its.receipt.sha256 for record_id, its in held.items()}
    known = Known(hashes, set(quarantined))
    for link in find_links(connection, sender.device_id, seqs_of_interest(batch)):
        known.links.setdefault(link.seq, []).append((link.prev, link.entry))
    return known


class _Writing:
    """The rows of one batch, gathered with their numbers and receipts, written at once."""

    def __init__(self, office: Office, sender: Sender, at: str, last: int) -> None:
        self.made: dict[tuple[str, str], Held] = {}
        self._office, self._sender, self._at, self._last = office, sender, at, last
        self._records: list[dict[str, Any]] = []
        self._quarantined: list[dict[str, Any]] = []
        self._files: list[dict[str, Any]] = []
        self._history: list[tuple[int, Change]] = []
        self._changes: dict[str, list[SealChange]] = {}

    def add(self, ruling: Ruling) -> None:
        """Number, receipt and remember an item that is new."""
        if ruling.place is Place.HELD:
            return
        item = ruling.examined
        receipt = self._sign(item)
        problem = ruling.reason.value if ruling.reason else ""
        self.made[item.id, item.sha256] = Held(receipt, problem)
        if ruling.place is Place.QUARANTINE:
            self._quarantined.append(_quarantine_row(ruling, receipt, self._sender))
            return
        self._records.append(_record_row(ruling, receipt, self._sender))
        self._files.extend(_file_rows(item))
        if ruling.reason is None:
            self._last += 1
            self._history.append((self._last, _history(item)))
            if item.summary.changes and item.summary.instrument_id:
                known = self._changes.setdefault(item.summary.instrument_id, [])
                known.extend(item.summary.changes)

    def write(self, connection: Connection) -> None:
        """Write every row; the caller holds the counter and commits."""
        insert_records(connection, self._records)
        insert_record_files(connection, self._files)
        insert_quarantined(connection, self._quarantined)
        write_numbered(connection, self._history)
        write_numbered(connection, self._revised_instruments(connection))
        advance_counter(connection, self._last)

    def _revised_instruments(self, connection: Connection) -> list[tuple[int, Change]]:
        """Number the instruments whose seals the register must know anew, each once."""
        held = find_bodies(connection, INSTRUMENTS, self._changes)
        changes = revise_seals(held, self._changes, self._at)
        numbered = list(enumerate(changes, self._last + 1))
        self._last += len(numbered)
        return numbered

    def _sign(self, item: Examined) -> Receipt:
        self._last += 1
        return sign_receipt(
            self._office.signer,
            id=item.id,
            sha256=item.sha256,
            change_seq=self._last,
            received_at=self._at,
        )


def _common_row(receipt: Receipt, sender: Sender, body: bytes) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "sha256": receipt.sha256,
        "device_id": sender.device_id,
        "body": body,
        "change_seq": receipt.change_seq,
        "received_at": receipt.received_at,
        "receipt_sig": receipt.sig,
    }


def _record_row(ruling: Ruling, receipt: Receipt, sender: Sender) -> dict[str, Any]:
    item, summary = ruling.examined, ruling.examined.summary
    told = {name: getattr(summary, name) for name in LEADING_FACTS}
    return (
        _common_row(receipt, sender, item.body)
        | {name: getattr(item, name) for name in ("seq", "prev", "entry", "sig")}
        | {"recheck": "" if item.reason else WAITING}
        | {"quarantine": ruling.reason.value if ruling.reason else ""}
        | {"quarantine_detail": ruling.detail}
        | told
    )


def _quarantine_row(ruling: Ruling, receipt: Receipt, sender: Sender) -> dict[str, Any]:
    item = ruling.examined
    return _common_row(receipt, sender, item.body) | {
        "item": json.dumps(item.item),
        "reason": ruling.reason.value if ruling.reason else "",
        "detail": ruling.detail,
    }


def _file_rows(item: Examined) -> Iterator[dict[str, Any]]:
    for photo in item.summary.photos:
        columns = {name: getattr(photo, name) for name in photo.__slots__}
        yield {"record_id": item.id} | columns


def _history(item: Examined) -> Change:
    """Return what every tablet hears of a record: its leading facts, and what it left behind.

    `rule`, `error`, `seals` and the limits came later than the others; a tablet must do without
    them in rows that were written before.
    """
    summary = item.summary
    names = ("instrument_id", "site_id", "finished_at", "verdict", "value", "unit", "rule")
    body = {name: getattr(summary, name) for name in names}
    body = {"record_id": item.id, **body, **summary.past}
    return Change("history", item.id, json.dumps(body, ensure_ascii=False))


def _results(
    rulings: Sequence[Ruling], receipts: Mapping[tuple[str, str], Held]
) -> Iterator[Result]:
    for ruling in rulings:
        item = ruling.examined
        held = receipts[item.id, item.sha256]
        status = Status.QUARANTINED if ruling.reason else Status.CREATED
        if ruling.place is Place.HELD:
            status = Status.DUPLICATE
        yield Result(item.id, status, held.receipt, problem=held.problem)


def _with_missing_files(office: Office, listed: Sequence[Result]) -> Iterator[Result]:
    with office.database.reading() as connection:
        named = load_named_files(connection, {result.id for result in listed})
        wanted = {sha256 for sha256s in named.values() for sha256 in sha256s}
        missing = find_missing_files(office, connection, wanted)
    for result in listed:
        lacks = tuple(sha256 for sha256 in named.get(result.id, ()) if sha256 in missing)
        yield Result(result.id, result.status, result.receipt, lacks, result.problem)


def _refused(items: Sequence[object], read: Sequence[Arrived | None]) -> Iterator[Result]:
    for item, its in zip(items, read, strict=True):
        if its is None and isinstance(item, Mapping) and isinstance(item.get("id"), str):
            yield Result(item["id"], Status.RETRY, problem="malformed")
