"""Taking a file into the database: all rows that are new or differ in one transaction, or none."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sync.server.tables.engine import Connection
from sync.server.tables.reference import Change, find_bodies, write_changes
from sync.server.work.importing.columns import LAYOUTS, Layout
from sync.server.work.importing.merging import Emptied, Held, Row, merge
from sync.server.work.importing.parsing import Parsed, RowFault, parse_sheet
from sync.server.work.importing.references import (
    SEALS,
    find_shared_seals,
    resolve_references,
    with_seals,
)
from sync.server.work.importing.sheets import BadSheet, Sheet, open_sheet
from sync.server.work.opening import Office
from sync.server.work.revising import INSTRUMENTS, keep_replaced_seals

LOOKED_UP_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of a file: the sheet to read, the encoding; '' to find out."""

    sheet: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file; with errors nothing was taken and nothing is counted but rows.

    `sheet` is the one that was read, `emptied` tells where held values gave way to blank cells.
    """

    kind: str
    rows: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: tuple[RowFault, ...] = ()
    dry_run: bool = False
    sheet: str = ""
    remarks: tuple[str, ...] = ()
    emptied: Emptied = field(default_factory=Emptied)

    def as_json(self) -> dict[str, Any]:
        """Return the report as `import --json` prints it."""
        counted = ("kind", "rows", "created", "updated", "unchanged")
        return {name: getattr(self, name) for name in counted} | {
            "errors": [_error(fault) for fault in self.errors],
            "dry_run": self.dry_run,
            "sheet": self.sheet or None,
            "remarks": list(self.remarks),
            "emptied": dict(self.emptied.counts),
        }


def _error(fault: RowFault) -> dict[str, Any]:
    cell = {"cell": fault.cell} if fault.cell else {}
    return {"line": fault.line, "column": fault.column, "message": fault.message, **cell}


def import_file(
    office: Office, kind: str, path: Path, *, dry_run: bool, choice: Choice | None = None
) -> ImportReport:
    """Take in a file of one kind; a dry run only says what would become of it.

    A row that is as it was keeps its change_seq, so that no tablet pulls it again. Raises OSError
    when the file cannot be read.
    """
    layout = LAYOUTS[kind]
    sheet, parsed = read_file(layout, path, choice or Choice())
    report = ImportReport(
        kind, len(parsed.rows), dry_run=dry_run, sheet=sheet.name, remarks=tuple(sheet.remarks)
    )
    database = office.database
    with database.reading() if dry_run else database.writing() as connection:
        dangling = list(resolve_references(connection, layout, parsed.rows))
        held = _load_held(connection, kind, parsed)
        rows = [merge(layout, parsed, row, held) for row in parsed.rows]
        faults = _gather_faults(connection, kind, rows, held, [*dangling, *parsed.faults])
        if faults:
            return replace(report, errors=faults)
        created, updated = _find_changed(kind, rows, held)
        changes = [Change(kind, row.id, row.text) for row in (*created, *updated)]
        if changes and not dry_run:
            write_changes(connection, changes)
    for row in updated:
        report.emptied.note(row)
    unchanged = len(rows) - len(changes)
    return replace(report, created=len(created), updated=len(updated), unchanged=unchanged)


def read_file(layout: Layout, path: Path, choice: Choice) -> tuple[Sheet, Parsed]:
    """Read the sheet of a file. Raises OSError."""
    try:
        sheet = open_sheet(path, layout.heading, sheet=choice.sheet, encoding=choice.encoding)
    except BadSheet as fault:
        return Sheet(iter(())), Parsed(faults=[RowFault(fault.line, "", fault.message)])
    return sheet, parse_sheet(layout, sheet.lines, is_workbook=sheet.is_workbook)


def _load_held(connection: Connection, kind: str, parsed: Parsed) -> dict[str, Held]:
    """Return what is held of these rows, under the ids in both forms that they have in the file."""
    key = LAYOUTS[kind].key
    ids = {text for row in parsed.rows for text in (row.id, row.spelled.get(key)) if text}
    wanted = sorted(ids)
    held: dict[str, Held] = {}
    for start in range(0, len(wanted), LOOKED_UP_AT_ONCE):
        some = wanted[start : start + LOOKED_UP_AT_ONCE]
        bodies = find_bodies(connection, kind, some)
        held |= {row_id: _sound(json.loads(body)) for row_id, body in bodies.items()}
    return held


def _sound(body: Any) -> Held:
    """Return what is held; of what an earlier version stored oddly, what can be read."""
    if not isinstance(body, Mapping):
        return {}
    seals = body.get(SEALS)
    if isinstance(seals, list):
        return {**body, SEALS: [seal for seal in seals if isinstance(seal, Mapping)]}
    return body


def _gather_faults(
    connection: Connection,
    kind: str,
    rows: Sequence[Row],
    held: Mapping[str, Held],
    others: Sequence[RowFault],
) -> tuple[RowFault, ...]:
    faults = [*(fault for row in rows for fault in row.faults), *others]
    if kind == INSTRUMENTS:
        faults += find_shared_seals(connection, list(with_seals(rows, held)))
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: fault.line))


def _find_changed(
    kind: str, rows: Sequence[Row], held: Mapping[str, Held]
) -> tuple[list[Row], list[Row]]:
    """Return the rows that are new, and those that are there and differ."""
    if kind == INSTRUMENTS:
        rows = list(_with_replaced_seals(rows, held))
    created = [row for row in rows if row.id not in held]
    updated = [row for row in rows if row.id in held and held[row.id] != row.body]
    return created, updated


def _with_replaced_seals(rows: Sequence[Row], held: Mapping[str, Held]) -> Iterator[Row]:
    """Give the rows with the seals that were replaced since the office's list was made."""
    for row in rows:
        if row.id not in held or row.body[SEALS] == held[row.id].get(SEALS):
            yield row
            continue
        kept = keep_replaced_seals(json.dumps(held[row.id]), json.dumps(row.body))
        yield replace(row, body=json.loads(kept))
