"""Taking a file into the database: all rows that are new or differ in one transaction, or none."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sync.server.tables.engine import Connection
from sync.server.tables.reference import Change, find_bodies, write_changes
from sync.server.work.importing.cells import quote
from sync.server.work.importing.columns import LAYOUTS, Layout
from sync.server.work.importing.parsing import Parsed, ParsedRow, RowFault, parse_sheet
from sync.server.work.importing.sheets import read_lines
from sync.server.work.opening import Office
from sync.server.work.revising import INSTRUMENTS, keep_replaced_seals

COMPARED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file; with errors nothing was taken and nothing is counted but rows."""

    kind: str
    rows: int
    created: int
    updated: int
    unchanged: int
    errors: tuple[RowFault, ...]
    dry_run: bool

    def as_json(self) -> dict[str, Any]:
        """Return the report as `import --json` prints it."""
        return asdict(self)


def import_file(office: Office, kind: str, path: Path, *, dry_run: bool) -> ImportReport:
    """Take in a file of one kind; a dry run only says what would become of it.

    A row that is as it was keeps its change_seq, so that no tablet pulls it again. Raises OSError
    when the file cannot be read.
    """
    layout = LAYOUTS[kind]
    parsed = parse_sheet(layout, read_lines(path))
    database = office.database
    with database.reading() if dry_run else database.writing() as connection:
        faults = _gather_faults(connection, layout, parsed)
        if faults:
            return ImportReport(kind, len(parsed.rows), 0, 0, 0, faults, dry_run)
        created, updated = _find_changed(connection, kind, parsed.rows)
        changes = [Change(kind, row.id, row.body) for row in (*created, *updated)]
        if changes and not dry_run:
            write_changes(connection, changes)
    count = len(parsed.rows)
    unchanged = count - len(changes)
    return ImportReport(kind, count, len(created), len(updated), unchanged, (), dry_run)


def _gather_faults(connection: Connection, layout: Layout, parsed: Parsed) -> tuple[RowFault, ...]:
    faults = [fault for row in parsed.rows for fault in row.faults]
    dangling = _find_dangling(connection, layout, parsed.rows)
    in_rows = sorted((*faults, *dangling), key=lambda fault: fault.line)
    return (*in_rows, *parsed.faults)


def _find_dangling(
    connection: Connection, layout: Layout, rows: Sequence[ParsedRow]
) -> Iterator[RowFault]:
    """Give the rows that name a row of another kind that is not there."""
    if layout.refers_to is None:
        return
    column, kind = layout.refers_to.column, layout.refers_to.kind
    there = find_bodies(connection, kind, {row.refers_to for row in rows if row.refers_to})
    for row in rows:
        if row.refers_to and row.refers_to not in there:
            yield RowFault(row.line, column, f"{quote(row.refers_to)} is not among the {kind}")


def _find_changed(
    connection: Connection, kind: str, rows: Sequence[ParsedRow]
) -> tuple[list[ParsedRow], list[ParsedRow]]:
    """Return the rows that are new, and those that are there and differ."""
    created, updated = [], []
    for start in range(0, len(rows), COMPARED_AT_ONCE):
        some = rows[start : start + COMPARED_AT_ONCE]
        held = find_bodies(connection, kind, [row.id for row in some])
        if kind == INSTRUMENTS:
            some = [_with_replaced_seals(row, held) for row in some]
        created += [row for row in some if row.id not in held]
        updated += [row for row in some if row.id in held and not _is_same(held[row.id], row.body)]
    return created, updated


def _with_replaced_seals(row: ParsedRow, held: Mapping[str, str]) -> ParsedRow:
    if row.id not in held:
        return row
    return replace(row, body=keep_replaced_seals(held[row.id], row.body))


def _is_same(held: str, body: str) -> bool:
    return held == body or json.loads(held) == json.loads(body)
