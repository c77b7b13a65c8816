"""What came in, records and quarantined bytes alike, in the order in which it was committed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    func,
    null,
    select,
    union_all,
)

from sync.protocol.receipt import Receipt
from sync.server.tables.schema import quarantine, records

_SHARED = ("id", "sha256", "device_id", "body", "change_seq", "received_at", "receipt_sig")
_OF_RECORDS = (
    "prev", "sig", "recheck", "instrument_id", "site_id", "rule", "verdict", "value", "unit",
    "finished_at", "supersedes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that the server holds, and what it knows of them.

    `problem` is '' or why a person must look at them. Those with an `item` (JSON: what the tablet
    said of the bytes) are no proven record, and nothing else is known of them.
    """

    id: str
    sha256: str
    device_id: str
    body: bytes
    change_seq: int
    received_at: str
    receipt_sig: str
    problem: str
    detail: str
    item: str | None
    seq: int | None
    prev: str | None
    sig: str | None
    recheck: str | None
    instrument_id: str | None
    site_id: str | None
    rule: str | None
    verdict: str | None
    value: str | None
    unit: str | None
    finished_at: str | None
    supersedes: str | None

    @property
    def receipt(self) -> Receipt:
        """The receipt that the tablet was given for these bytes."""
        return Receipt(self.id, self.sha256, self.change_seq, self.received_at, self.receipt_sig)


def load_inspections(
    connection: Connection, *, after: int, limit: int, since: str = ""
) -> Sequence[Arrival]:
    """Return at most `limit` arrivals numbered above `after`, oldest first, one for each id.

    Bytes in quarantine are left out once a record has their id. `since` is an instant or day.
    """
    known = select(records.c.id).where(records.c.id == quarantine.c.id).exists()
    return _load(
        connection,
        _of_records().where(records.c.change_seq > after, records.c.received_at >= since),
        _of_quarantine().where(
            quarantine.c.change_seq > after, quarantine.c.received_at >= since, ~known
        ),
        limit=limit,
    )


def load_latest_arrivals(
    connection: Connection, *, limit: int, before: int | None = None, quarantined: bool = False
) -> Sequence[Arrival]:
    """Return at most `limit` arrivals, newest first; those numbered below `before` if given.

    With `quarantined`, only those that a person must look at.
    """
    some_records, some_bytes = _of_records(), _of_quarantine()
    if quarantined:
        some_records = some_records.where(records.c.quarantine != "")
    if before is not None:
        some_records = some_records.where(records.c.change_seq < before)
        some_bytes = some_bytes.where(quarantine.c.change_seq < before)
    return _load(connection, some_records, some_bytes, newest_first=True, limit=limit)


def find_arrival(connection: Connection, change_seq: int) -> Arrival | None:
    """Return the arrival with this number."""
    found = _load(
        connection,
        _of_records().where(records.c.change_seq == change_seq),
        _of_quarantine().where(quarantine.c.change_seq == change_seq),
        limit=1,
    )
    return next(iter(found), None)


def count_by_device(connection: Connection) -> dict[str, int]:
    """Return how many records each device has sent, by its id."""
    counts = select(records.c.device_id, func.count()).group_by(records.c.device_id)
    return {row[0]: row[1] for row in connection.execute(counts)}


def count_problems(connection: Connection) -> dict[str, Counter[str]]:
    """Return how much of what each device sent must be looked at, by its id and the reason."""
    counted: dict[str, Counter[str]] = {}
    for table, problem in ((records, records.c.quarantine), (quarantine, quarantine.c.reason)):
        some = select(table.c.device_id, problem, func.count()).where(problem != "")
        for device_id, reason, count in connection.execute(
            some.group_by(table.c.device_id, problem)
        ):
            counted.setdefault(device_id, Counter())[reason] += count
    return counted


def _of_records() -> Select[Any]:
    c = records.c
    problem = (c.quarantine.label("problem"), c.quarantine_detail.label("detail"))
    no_item = cast(null(), Text).label("item")
    names = ("seq", *_OF_RECORDS)
    return select(*(c[name] for name in _SHARED), *problem, no_item, *(c[name] for name in names))


def _of_quarantine() -> Select[Any]:
    c = quarantine.c
    unknown: list[ColumnElement[Any]] = [cast(null(), BigInteger).label("seq")]
    unknown += [cast(null(), Text).label(name) for name in _OF_RECORDS]
    shared = (c[name] for name in _SHARED)
    return select(*shared, c.reason.label("problem"), c.detail, c.item, *unknown)


def _load(
    connection: Connection,
    *parts: Select[Any],
    limit: int,
    newest_first: bool = False,
) -> Sequence[Arrival]:
    both = union_all(*parts)
    number = both.selected_columns.change_seq
    query = both.order_by(number.desc() if newest_first else number).limit(limit)
    return [Arrival(**row) for row in connection.execute(query).mappings()]
