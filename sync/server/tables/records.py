"""The records and what was quarantined: written once, never changed, never deleted.

Only the server's own remarks on a record are written anew when it knows more: `recheck`, and of a
record whose schema was newer than the server everything that it could not read or judge then.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    update,
)

from sync.protocol.receipt import Receipt
from sync.server.tables.adding import add_rows
from sync.server.tables.among import among
from sync.server.tables.schema import OF_NEWER_SCHEMA, quarantine, records


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes that the server holds under an id; `problem` is '' or why they are quarantined."""

    receipt: Receipt
    problem: str
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain of a device that is taken."""

    seq: int
    prev: str
    entry: str


def _receipts(table: Table, problem: str) -> Select[Any]:
    names = ("id", "sha256", "change_seq", "received_at", "receipt_sig", problem, "device_id")
    return select(*(table.c[name] for name in names)).where(among(table.c.id, "ids"))


_RECEIPTS, _RECEIPTS_OF_QUARANTINED = (
    _receipts(records, "quarantine"),
    _receipts(quarantine, "reason"),
)
# The range is for PostgreSQL: without statistics it else reads every record of the device.
_LINKS = select(records.c.seq, records.c.prev, records.c.entry, records.c.change_seq).where(
    records.c.device_id == bindparam("device"),
    records.c.seq.between(bindparam("first"), bindparam("last")),
    among(records.c.seq, "seqs"),
)

_REMARK = (
    update(records)
    .where(among(records.c.id, "ids"), records.c.recheck == bindparam("before"))
    .values(recheck=bindparam("now"))
)


def find_records(connection: Connection, ids: Collection[str]) -> dict[str, Held]:
    """Return what is held under these ids."""
    rows = connection.execute(_RECEIPTS, {"ids": ids})
    return {row[0]: Held(Receipt(*row[:5]), *row[5:]) for row in rows}


def find_quarantined(connection: Connection, ids: Collection[str]) -> dict[tuple[str, str], Held]:
    """Return what was quarantined under these ids, by (id, SHA-256)."""
    if not ids:
        return {}
    rows = connection.execute(_RECEIPTS_OF_QUARANTINED, {"ids": ids})
    return {(row[0], row[1]): Held(Receipt(*row[:5]), *row[5:]) for row in rows}


def find_links(
    connection: Connection, device_id: str, seqs: Collection[int], *, before: int | None = None
) -> Sequence[Link]:
    """Return which of these places in a device's chain are taken, and by what.

    With `before`, by records that were numbered below it.
    """
    if not seqs:
        return []
    given = {"device": device_id, "seqs": seqs, "first": min(seqs), "last": max(seqs)}
    rows = connection.execute(_LINKS, given)
    return [Link(*row[:3]) for row in rows if before is None or row.change_seq < before]


def find_record(connection: Connection, id: str) -> Row[Any] | None:
    """Return a record with all columns."""
    return connection.execute(select(records).where(records.c.id == id)).one_or_none()


def insert_records(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add records; each row names every column."""
    add_rows(connection, records, rows)


def insert_quarantined(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add bytes that are no proven record; each row names every column."""
    add_rows(connection, quarantine, rows)


def load_records(connection: Connection) -> Iterator[Row[Any]]:
    """Give every record with all columns, a device's chain in its order."""
    query = select(records).order_by(records.c.device_id, records.c.seq, records.c.change_seq)
    yield from connection.execute(query.execution_options(yield_per=200))


def load_quarantined(connection: Connection) -> Iterator[Row[Any]]:
    """Give everything that is quarantined and no record, with all columns, as it came."""
    query = select(quarantine).order_by(quarantine.c.change_seq)
    yield from connection.execute(query.execution_options(yield_per=200))


def load_rechecked(
    connection: Connection, words: Collection[str], *, after: int, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` records (id, body, change_seq, recheck) with one of these remarks.

    The remarks are words of our own and stand in the statement itself, or no partial index would
    serve it. They come as they were received, from those numbered above `after`.
    """
    c = records.c
    query: Select[Any] = select(c.id, c.body, c.change_seq, c.recheck)
    spelled: list[Any] = [literal_column(f"'{word}'") for word in words]
    query = query.where(c.recheck.in_(spelled), c.change_seq > after)
    return connection.execute(query.order_by(c.change_seq).limit(limit)).all()


def load_of_newer_schema(connection: Connection, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` records whose schema was unknown, with all columns, as received.

    Those numbered above `after`. The word stands in the statement itself, for its partial index.
    """
    query = select(records).where(OF_NEWER_SCHEMA, records.c.change_seq > after)
    return connection.execute(query.order_by(records.c.change_seq).limit(limit)).all()


def update_ruling(connection: Connection, id: str, values: Mapping[str, Any]) -> bool:
    """Write what became of a record whose schema was unknown; False when that was done before."""
    still_so = (records.c.id == id) & OF_NEWER_SCHEMA
    return connection.execute(update(records).where(still_so).values(values)).rowcount == 1


def update_rechecks(connection: Connection, ids: Collection[str], *, before: str, now: str) -> int:
    """Write our own remark on records anew where it is still what it was; returns how many."""
    return connection.execute(_REMARK, {"ids": ids, "before": before, "now": now}).rowcount


def count_records(connection: Connection) -> dict[str, int]:
    """Return how many records there are by quarantine code; '' are the good ones."""
    counts = select(records.c.quarantine, func.count()).group_by(records.c.quarantine)
    return {row[0]: row[1] for row in connection.execute(counts)}


def measure_quarantine(connection: Connection, device_id: str, after: str) -> tuple[int, int]:
    """Return how many items of a device were quarantined after an instant, and their bytes."""
    size = func.length(quarantine.c.body) + func.length(quarantine.c.item)
    its = (quarantine.c.device_id == device_id) & (quarantine.c.received_at > after)
    row = connection.execute(select(func.count(), func.coalesce(func.sum(size), 0)).where(its))
    number, total = row.one()
    return int(number), int(total)


def count_quarantined(connection: Connection) -> dict[str, int]:
    """Return how many bytes are kept that are no record, by reason."""
    counts = select(quarantine.c.reason, func.count()).group_by(quarantine.c.reason)
    return {row[0]: row[1] for row in connection.execute(counts)}
