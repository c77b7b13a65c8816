"""From a CSV or XLSX file to lines of text cells; a spreadsheet's numbers become exact text."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError,
)  # fmt: skip
"""What the reader of spreadsheets raises on a file that is none, or a damaged one."""


class DayCell(str):
    """The text of a cell that the spreadsheet itself takes for a day."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number as people count, and its cells; blank ones are ''."""

    number: int
    cells: tuple[str, ...]


class BadSheet(Exception):
    """The file is no sheet that can be read; `line` is where that was noticed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def read_lines(path: Path) -> Iterator[Line]:
    """Give the lines of a file that are not blank. Raises BadSheet or OSError while it reads."""
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning == _OLD_EXCEL:
        raise BadSheet(1, "is an old Excel workbook (.xls); save it as .xlsx or as CSV UTF-8")
    lines = _read_xlsx(path) if beginning == _ZIP else _read_csv(path.read_bytes())
    yield from (line for line in lines if any(cell.strip() for cell in line.cells))


def _read_csv(data: bytes) -> Iterator[Line]:
    _check_encoding(data)
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise BadSheet(number, f"is not a line of CSV: {fault}") from fault
        yield Line(number, tuple(cells))


def _check_encoding(data: bytes) -> None:
    hint = "in Excel, save it as “CSV UTF-8”"
    if data.startswith(_UTF_16):
        raise BadSheet(1, f"is UTF-16, not UTF-8; {hint}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise BadSheet(line, f"is not UTF-8 text; {hint}") from fault


def _read_xlsx(path: Path) -> Iterator[Line]:
    """Give the lines of a workbook's first sheet, one by one, never the whole in memory."""
    from openpyxl.utils.exceptions import InvalidFileException

    number = 0
    try:
        with path.open("rb") as file:
            rows = _open_first_sheet(file)
            while (cells := _next_row(rows)) is not None:
                number += 1
                yield Line(number, tuple(map(_spell, cells)))
    except (InvalidFileException, *_BROKEN) as fault:
        message = "cannot be read: the workbook is damaged or is none"
        raise BadSheet(number + 1, message) from fault


def _open_first_sheet(file: BinaryIO) -> Iterator[Sequence[object]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that we do not read: styles, validation
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()  # some programs write wrong ones, and lines would be lost
    return sheet.iter_rows(values_only=True)


def _next_row(rows: Iterator[Sequence[object]]) -> Sequence[object] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of days before the calendar began: the cell says so
        return next(rows, None)


def _spell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return f"{Decimal(int(value) if value.is_integer() else repr(value)):f}"
        case datetime() if value.time() == time():
            return DayCell(value.date().isoformat())
        case date():  # an instant is one too
            return DayCell(value.isoformat())
    return str(value)
