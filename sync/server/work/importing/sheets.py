"""What a sheet is: lines of cells as text, with what is wrong with a cell where it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.labels.delimited import NotDelimited, read_delimited


class SheetCell(str):
    """The text of a spreadsheet's cell, and what that text does not say.

    `fault` is why it can be no value at all, `not_text` why it is no text, `not_number` why no
    number; '' when it is. The text of a day is ISO 8601.
    """

    fault: str = ""
    not_text: str = ""
    not_number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number as people count, and its cells; blank ones are ''."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """True if nothing is in it."""
        return not any(map(is_filled, self.cells))


@dataclass(frozen=True, slots=True)
class Heading:
    """By what the sheet of a kind is known: the column of the id, and all columns there may be."""

    key: str
    known: frozenset[str]

    def fits(self, cells: frozenset[str]) -> bool:
        """True if these words are the heading of a sheet of this kind, and of no other."""
        return self.key in cells <= self.known


@dataclass(slots=True)
class Sheet:
    """A sheet that is read: its name ('' in a file without), its lines, and what to know of it."""

    lines: Iterator[Line]
    name: str = ""
    remarks: list[str] = field(default_factory=list)
    is_workbook: bool = False


class BadSheet(Exception):
    """The file is no sheet that can be read; `line` is where that was noticed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def is_filled(cell: str) -> bool:
    """True if something is in a cell, be it only a fault."""
    return bool(cell.strip()) or bool(isinstance(cell, SheetCell) and cell.fault)


def mark(text: str, *, fault: str = "", not_text: str = "", not_number: str = "") -> SheetCell:
    """Return a cell's text with what is wrong with it."""
    cell = SheetCell(text)
    cell.fault, cell.not_text, cell.not_number = fault, not_text, not_number
    return cell


def open_sheet(path: Path, heading: Heading, *, sheet: str = "", encoding: str = "") -> Sheet:
    """Open the sheet of a file that has the heading; its lines that are not blank.

    Raises BadSheet or OSError, also while the lines are read.
    """
    from sync.server.work.importing.forms import find_form
    from sync.server.work.importing.workbooks import open_workbook_sheet

    form = find_form(path)
    if form.why:
        raise BadSheet(1, form.why)
    if form.is_workbook:
        opened = open_workbook_sheet(path, heading, sheet)
    elif sheet:
        raise BadSheet(1, f"is no workbook, so there is no sheet “{sheet}”")
    else:
        opened = Sheet(_read_csv(path.read_bytes(), encoding))
    opened.lines = (line for line in opened.lines if not line.is_blank)
    return opened


def _read_csv(data: bytes, encoding: str) -> Iterator[Line]:
    try:
        for number, cells in read_delimited(data, encoding):
            yield Line(number, tuple(cells))
    except NotDelimited as fault:
        raise BadSheet(fault.line, str(fault)) from fault
