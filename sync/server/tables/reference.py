"""The data that every tablet must know, and how they changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, delete, select

from sync.server.tables.adding import add_rows
from sync.server.tables.among import among
from sync.server.tables.counter import advance_counter, lock_counter
from sync.server.tables.schema import reference

_OF_KIND = (reference.c.kind == bindparam("of_kind"), among(reference.c.id, "ids"))
_REMOVE = delete(reference).where(*_OF_KIND)
_BODIES = select(reference.c.id, reference.c.body).where(*_OF_KIND, ~reference.c.deleted)


@dataclass(frozen=True, slots=True)
class Change:
    """A row of reference data; `body` is its JSON text, or None to delete it."""

    kind: str
    id: str
    body: str | None


def write_changes(connection: Connection, changes: Sequence[Change]) -> int:
    """Put or delete rows, each with a number of its own, in order; returns the last number.

    One kind and id may come only once. Holds the counter until commit.
    """
    first = lock_counter(connection) + 1
    write_numbered(connection, list(enumerate(changes, first)))
    last = first + len(changes) - 1
    advance_counter(connection, last)
    return last


def write_numbered(connection: Connection, numbered: Sequence[tuple[int, Change]]) -> None:
    """Put or delete rows with these numbers; the caller holds the counter."""
    _remove(connection, [change for _, change in numbered])
    rows = [
        {
            "kind": change.kind,
            "id": change.id,
            "body": "" if change.body is None else change.body,
            "change_seq": number,
            "deleted": change.body is None,
        }
        for number, change in numbered
    ]
    add_rows(connection, reference, rows)


def _remove(connection: Connection, changes: Sequence[Change]) -> None:
    for kind in {change.kind for change in changes}:
        ids = [change.id for change in changes if change.kind == kind]
        connection.execute(_REMOVE, {"of_kind": kind, "ids": ids})


def load_changes(
    connection: Connection, after: int, limit: int
) -> Sequence[Row[tuple[object, ...]]]:
    """Return at most `limit` rows (kind, id, body, change_seq, deleted) numbered above `after`."""
    return connection.execute(
        select(reference)
        .where(reference.c.change_seq > after)
        .order_by(reference.c.change_seq)
        .limit(limit)
    ).all()


def load_present(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Give (kind, id, JSON text) of every row that is there, in the order of its last change."""
    c = reference.c
    rows = select(c.kind, c.id, c.body).where(~c.deleted).order_by(c.change_seq)
    for row in connection.execute(rows.execution_options(yield_per=1000)):
        yield row.kind, row.id, row.body


def forget_deleted(connection: Connection, until: int) -> int:
    """Forget the deleted rows numbered up to `until`; returns how many there were."""
    old = reference.c.deleted & (reference.c.change_seq <= until)
    return connection.execute(delete(reference).where(old)).rowcount


def find_reference(connection: Connection, kind: str, id: str) -> str | None:
    """Return the JSON text of a row that is there."""
    wanted = (reference.c.kind == kind) & (reference.c.id == id) & ~reference.c.deleted
    return connection.execute(select(reference.c.body).where(wanted)).scalar()


def find_bodies(connection: Connection, kind: str, ids: Collection[str]) -> dict[str, str]:
    """Return the JSON text of those of these rows that are there, by id."""
    if not ids:
        return {}
    rows = connection.execute(_BODIES, {"of_kind": kind, "ids": ids})
    return {row.id: row.body for row in rows}


def load_kind(connection: Connection, kind: str) -> Iterator[tuple[str, str]]:
    """Give (id, JSON text) of every row of a kind that is there, by id."""
    wanted = (reference.c.kind == kind) & ~reference.c.deleted
    rows = select(reference.c.id, reference.c.body).where(wanted).order_by(reference.c.id)
    for row in connection.execute(rows.execution_options(yield_per=1000)):
        yield row.id, row.body
