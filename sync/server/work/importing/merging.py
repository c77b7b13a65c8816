"""PURE: rows of a file beside those that are held: what is not in the heading stays as it is."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.server.work.importing.columns import Layout
from sync.server.work.importing.parsing import (
    MISSING_IN_HEADING,
    Parsed,
    ParsedRow,
    RowFault,
)

Held = Mapping[str, Any]
"""The body of a row that is there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it will be stored, under the id by which it is held or will be.

    `emptied` are the columns in which a held value gives way to a blank cell.
    """

    line: int
    id: str
    body: dict[str, Any]
    emptied: tuple[str, ...] = ()
    faults: tuple[RowFault, ...] = ()

    @property
    def text(self) -> str:
        """The body as it is stored."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Emptied:
    """How many held values would be emptied, by column, and in which line the first of them."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def note(self, row: Row) -> None:
        """Count what a row empties."""
        self.counts.update(row.emptied)
        for column in row.emptied:
            self.first.setdefault(column, row.line)


def held_id(row: ParsedRow, column: str, held: Iterable[str]) -> str:
    """Return the id in a column: in its one form, unless it is held as it was written.

    A row that was stored before ids had one form keeps its own, or it would be there twice.
    """
    given, spelled = str(row.given.get(column) or ""), row.spelled.get(column)
    return spelled if spelled is not None and spelled in held and given not in held else given


def merge(layout: Layout, parsed: Parsed, row: ParsedRow, held: Mapping[str, Held]) -> Row:
    """Put a row beside the one that is held under its id, and check what goes together."""
    row_id = held_id(row, layout.key, held)
    names = [column.name for column in layout.columns]
    before = _whole(held[row_id], names) if row_id in held else None
    given = {**row.given, layout.key: row_id or None}
    body = {name: given[name] if name in given else (before or {}).get(name) for name in names}
    faults = list(row.faults)
    if before is None:
        why = f"{MISSING_IN_HEADING}, and line {row.line} is new"
        faults.extend(
            RowFault(parsed.heading, name, why, why=MISSING_IN_HEADING) for name in parsed.absent
        )
    bad = {fault.column for fault in faults}
    known = set(layout.check(before)) if before else ()
    faults.extend(
        RowFault(row.line, column, message)
        for column, message in layout.check(body)
        if column not in bad and (column, message) not in known
    )
    emptied = tuple(_emptied(given, before or {})) if not faults else ()
    return Row(row.line, row_id, body, emptied, tuple(faults))


def _whole(held: Held, names: Iterable[str]) -> Held:
    """Return what is held with every column; an earlier version may have stored less."""
    return {name: held.get(name) for name in names}


def _emptied(given: Mapping[str, Any], held: Held) -> Iterator[str]:
    return (
        name for name, value in given.items() if value is None and held.get(name) not in _NOTHING
    )


_NOTHING: tuple[Any, ...] = (None, "", [], {})
