"""PURE: from the lines of a sheet to rows, with everything that is wrong, by line and column."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sync.server.work.importing.cells import BadCell, quote
from sync.server.work.importing.columns import Column, Layout
from sync.server.work.importing.sheets import BadSheet, Line


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a cell; with the whole line when `column` is ''."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row as JSON text, and the id in the column that names a row of another kind.

    With faults there is no body, and of the ids only what could be read.
    """

    line: int
    id: str
    body: str
    refers_to: str
    faults: tuple[RowFault, ...] = ()


@dataclass(slots=True)
class Parsed:
    """A sheet that was read to its end, or as far as it goes; `faults` are not those of rows."""

    rows: list[ParsedRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def parse_sheet(layout: Layout, lines: Iterable[Line]) -> Parsed:
    """Read the lines of a sheet, of which the first one names the columns."""
    parsed = Parsed()
    try:
        in_order = iter(lines)
        heading = next(in_order, Line(1, ()))
        columns = _read_heading(layout, heading, parsed.faults)
        if not parsed.faults:
            seen: dict[str, int] = {}
            parsed.rows.extend(_read_row(layout, columns, line, seen) for line in in_order)
    except BadSheet as fault:
        parsed.faults.append(RowFault(fault.line, "", fault.message))
    return parsed


def _read_heading(layout: Layout, heading: Line, faults: list[RowFault]) -> Sequence[Column | None]:
    """Return the column of each cell; None under a blank heading."""
    known = {column.name: column for column in layout.columns}
    names = [cell.strip().lower() for cell in heading.cells]
    for place, name in enumerate(names):
        if name and name not in known:
            faults.append(RowFault(heading.number, quote(name), "is not a column of this kind"))
        elif name and name in names[:place]:
            faults.append(RowFault(heading.number, name, "stands there twice"))
    faults.extend(
        RowFault(heading.number, column.name, "is missing in the heading")
        for column in layout.columns
        if column.needed and column.name not in names
    )
    return [known.get(name) for name in names]


def _read_row(
    layout: Layout, columns: Sequence[Column | None], line: Line, seen: dict[str, int]
) -> ParsedRow:
    """Read one row; `seen` remembers in which line an id came first."""
    body: dict[str, object] = dict.fromkeys(column.name for column in layout.columns)
    faults = list(_read_cells(layout, columns, line, body))
    bad = {fault.column for fault in faults}
    faults.extend(
        RowFault(line.number, column, message)
        for column, message in layout.check(body)
        if column not in bad
    )
    key = layout.columns[0].name
    row_id = str(body[key] or "")
    first = seen.setdefault(row_id, line.number) if row_id else line.number
    if first != line.number:
        faults.append(RowFault(line.number, key, f"stands in line {first} already"))
    refers_to = str(body[layout.refers_to.column] or "") if layout.refers_to else ""
    text = "" if faults else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return ParsedRow(line.number, row_id, text, refers_to, tuple(faults))


def _read_cells(
    layout: Layout, columns: Sequence[Column | None], line: Line, body: dict[str, object]
) -> Iterator[RowFault]:
    """Write the values of a line into `body`; give what is wrong."""
    given = dict(zip(columns, line.cells, strict=False))
    for place, cell in enumerate(line.cells):
        if cell.strip() and (place >= len(columns) or columns[place] is None):
            yield RowFault(line.number, str(place + 1), "has no heading above it")
    for column in layout.columns:
        cell = given.get(column, "")
        if not cell.strip():
            if column.needed:
                yield RowFault(line.number, column.name, "is missing")
            continue
        try:
            body[column.name] = column.parse(cell)
        except BadCell as fault:
            yield RowFault(line.number, column.name, str(fault))
