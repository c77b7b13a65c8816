"""The records and what was quarantined: written once, never changed, never deleted.

Only `recheck`, the server's own remark on a record, is written anew when it knows more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, literal_column, select, update

from sync.protocol.receipt import Receipt
from sync.server.tables.schema import quarantine, records


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes that the server holds under an id; `problem` is '' or why they are quarantined."""

    receipt: Receipt
    problem: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain of a device that is taken."""

    seq: int
    prev: str
    entry: str


def find_records(connection: Connection, ids: Collection[str]) -> dict[str, Held]:
    """Return what is held under these ids."""
    columns = (*_receipt_columns(records), records.c.quarantine)
    rows = connection.execute(select(*columns).where(records.c.id.in_(ids)))
    return {row.id: Held(_receipt(row), row.quarantine) for row in rows}


def find_quarantined(connection: Connection, ids: Collection[str]) -> dict[tuple[str, str], Held]:
    """Return what was quarantined under these ids, by (id, SHA-256)."""
    columns = (*_receipt_columns(quarantine), quarantine.c.reason)
    rows = connection.execute(select(*columns).where(quarantine.c.id.in_(ids)))
    return {(row.id, row.sha256): Held(_receipt(row), row.reason) for row in rows}


def find_links(connection: Connection, device_id: str, seqs: Collection[int]) -> Sequence[Link]:
    """Return which of these places in a device's chain are taken, and by what."""
    columns = (records.c.seq, records.c.prev, records.c.entry)
    wanted = (records.c.device_id == device_id) & records.c.seq.in_(seqs)
    return [Link(*row) for row in connection.execute(select(*columns).where(wanted))]


def find_record(connection: Connection, id: str) -> Row[Any] | None:
    """Return a record with all columns."""
    return connection.execute(select(records).where(records.c.id == id)).one_or_none()


def insert_records(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add records; each row names every column."""
    if rows:
        connection.execute(insert(records), list(rows))


def insert_quarantined(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add bytes that are no proven record; each row names every column."""
    if rows:
        connection.execute(insert(quarantine), list(rows))


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


def update_recheck(connection: Connection, id: str, *, before: str, now: str) -> bool:
    """Write our own remark on a record anew; False when it was no longer what it was before."""
    unchanged = (records.c.id == id) & (records.c.recheck == before)
    written = connection.execute(update(records).where(unchanged).values(recheck=now))
    return written.rowcount == 1


def count_records(connection: Connection) -> dict[str, int]:
    """Return how many records there are by quarantine code; '' are the good ones."""
    counts = select(records.c.quarantine, func.count()).group_by(records.c.quarantine)
    return {row[0]: row[1] for row in connection.execute(counts)}


def count_quarantined(connection: Connection) -> dict[str, int]:
    """Return how many bytes are kept that are no record, by reason."""
    counts = select(quarantine.c.reason, func.count()).group_by(quarantine.c.reason)
    return {row[0]: row[1] for row in connection.execute(counts)}


def _receipt_columns(table: Any) -> tuple[Any, ...]:
    c = table.c
    return (c.id, c.sha256, c.change_seq, c.received_at, c.receipt_sig)


def _receipt(row: Any) -> Receipt:
    return Receipt(row.id, row.sha256, row.change_seq, row.received_at, row.receipt_sig)
