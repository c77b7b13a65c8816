"""PURE: from the lines of a sheet to rows, with everything that is wrong, by line and column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.server.work.importing.cells import BadCell, quote
from sync.server.work.importing.columns import Column, Layout
from sync.server.work.importing.sheets import BadSheet, Line, SheetCell, is_filled

MISSING_IN_HEADING = "is missing in the heading"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a cell; with the whole line when `column` is ''.

    `cell` is its place in a workbook, like C3. `why` is the message without what the cell holds:
    alike for the same fault in other lines.
    """

    line: int
    column: str
    message: str
    cell: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"line {self.line}{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """The column, and the cell where it has a name."""
        named = f" ({self.cell})" if self.cell else ""
        return f", column {self.column}{named}" if self.column else ""

    @property
    def kind(self) -> tuple[str, str]:
        """What is alike in the same fault of other lines."""
        return self.column, self.why or self.message


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """What the cells of a line say, by column; a column that is not in the heading has no key.

    `spelled` are the ids as they were written, where another form of them is stored.
    """

    line: int
    id: str
    given: dict[str, Any]
    spelled: dict[str, str] = field(default_factory=dict)
    faults: tuple[RowFault, ...] = ()


@dataclass(slots=True)
class Parsed:
    """A sheet that was read to its end, or as far as it goes; `faults` are not those of rows.

    `absent` are columns that every new row needs and that are not in the heading.
    """

    rows: list[ParsedRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    heading: int = 1
    absent: tuple[str, ...] = ()


def parse_sheet(layout: Layout, lines: Iterable[Line], *, is_workbook: bool = False) -> Parsed:
    """Read the lines of a sheet, of which the first one names the columns."""
    parsed = Parsed()
    try:
        in_order = iter(lines)
        heading = next(in_order, Line(1, ()))
        columns = _read_heading(layout, heading, parsed)
        if not parsed.faults:
            reading = _Reading(layout, columns, is_workbook=is_workbook)
            parsed.rows.extend(reading.read_row(line) for line in in_order)
    except BadSheet as fault:
        parsed.faults.append(RowFault(fault.line, "", fault.message))
    return parsed


def _read_heading(layout: Layout, heading: Line, parsed: Parsed) -> Sequence[Column | None]:
    """Return the column of each cell; None under a blank heading."""
    known = {column.name: column for column in layout.columns}
    names = [" ".join(cell.split()).lower() for cell in heading.cells]
    for place, name in enumerate(names):
        if name and name not in known:
            told = "is not a column of this kind"
            parsed.faults.append(RowFault(heading.number, quote(name), told))
        elif name and name in names[:place]:
            parsed.faults.append(RowFault(heading.number, name, "stands there twice"))
    needed = [column.name for column in layout.columns if column.needed]
    absent = tuple(name for name in needed if name not in names)
    parsed.heading, parsed.absent = heading.number, absent
    if parsed.faults or layout.key in absent:
        parsed.faults.extend(RowFault(heading.number, name, MISSING_IN_HEADING) for name in absent)
    return [known.get(name) for name in names]


@dataclass(slots=True)
class _Reading:
    """Reads rows; remembers in which line an id came first."""

    layout: Layout
    columns: Sequence[Column | None]
    is_workbook: bool
    seen: dict[str, int] = field(default_factory=dict)

    def read_row(self, line: Line) -> ParsedRow:
        """Read one row, as far as it can be read."""
        given: dict[str, Any] = {}
        faults = list(self._read_cells(line, given))
        key = self.layout.key
        row_id = str(given.get(key) or "")
        first = self.seen.setdefault(row_id, line.number) if row_id else line.number
        if first != line.number:
            faults.append(self._fault(line, key, f"stands in line {first} already"))
        return ParsedRow(line.number, row_id, given, self._spelled(line, given), tuple(faults))

    def _read_cells(self, line: Line, given: dict[str, Any]) -> Iterator[RowFault]:
        """Write the values of a line into `given`; give what is wrong."""
        columns = self.columns
        for place, cell in enumerate(line.cells):
            if is_filled(cell) and (place >= len(columns) or columns[place] is None):
                yield RowFault(line.number, str(place + 1), "has no heading above it")
        cells = dict(zip(columns, line.cells, strict=False))
        for column in self.layout.columns:
            if column not in columns:
                continue
            try:
                given[column.name] = _parse(column, cells.get(column, ""))
            except BadCell as fault:
                yield self._fault(line, column.name, str(fault), fault.why)

    def _fault(self, line: Line, column: str, message: str, why: str = "") -> RowFault:
        names = [each.name if each else "" for each in self.columns]
        at = f"{_letters(names.index(column))}{line.number}" if self.is_workbook else ""
        return RowFault(line.number, column, message, at, why)

    def _spelled(self, line: Line, given: dict[str, Any]) -> dict[str, str]:
        """Return the ids whose stored form is not the one that was written."""
        cells = dict(zip(self.columns, line.cells, strict=False))
        written = {
            column.name: " ".join(cells[column].split())
            for column in self.columns
            if column is not None and column.is_id and column in cells
        }
        return {name: text for name, text in written.items() if text != given.get(name)}


def _parse(column: Column, cell: str) -> Any:
    if isinstance(cell, SheetCell) and cell.fault:
        raise BadCell(cell.fault)
    if cell.strip():
        return column.parse(cell)
    if column.needed:
        raise BadCell("is missing")
    return None


def _letters(place: int) -> str:
    """Return the letters of a column, as a spreadsheet has them: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
