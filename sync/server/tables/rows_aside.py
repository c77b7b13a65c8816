"""Rows of reference data that a tablet could not take: a person at the office must look at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from sync.server.tables.schema import rows_aside


@dataclass(frozen=True, slots=True)
class RowAside:
    """Which row a tablet could not take, and why (a stable code)."""

    device_id: str
    kind: str
    id: str
    why: str
    told_at: str


def replace_rows_aside(connection: Connection, device_id: str, rows: Iterable[RowAside]) -> None:
    """Keep what a tablet tells now instead of what it told before."""
    connection.execute(delete(rows_aside).where(rows_aside.c.device_id == device_id))
    values = [{name: getattr(row, name) for name in RowAside.__slots__} for row in rows]
    if values:
        connection.execute(insert(rows_aside), values)


def load_rows_aside(connection: Connection) -> Sequence[RowAside]:
    """Return what every tablet could not take."""
    order = (rows_aside.c.kind, rows_aside.c.id, rows_aside.c.device_id)
    return [RowAside(*row) for row in connection.execute(select(rows_aside).order_by(*order))]
