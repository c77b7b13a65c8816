"""From an XLSX file to the lines of one of its sheets, each cell as what it shows."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from sync.server.work.importing.number_formats import CHINESE_DAYS, name_of_time, spell_number
from sync.server.work.importing.sheets import BadSheet, Heading, Line, Sheet, mark

_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OverflowError, RuntimeError, NotImplementedError,
)  # fmt: skip
"""What the reader of spreadsheets raises on a file that is none, or a damaged one."""
_DAMAGED = "cannot be read: the workbook is damaged or is none"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PIECE, _OVERLAP = 1 << 20, 64
_LOOKED_THROUGH = 50
"""So many lines from the top of a sheet its heading is looked for."""
_UNCOMPUTED = "holds a formula whose value was never computed; open it in Excel and save it"

Row = Sequence[Any]


def open_workbook_sheet(path: Path, heading: Heading, wanted: str) -> Sheet:
    """Open the visible sheet that has the heading, or the one of this name. Raises BadSheet."""
    with ExitStack() as files:
        try:
            values = _load(files.enter_context(path.open("rb")), data_only=True)
            sheet = _choose(values, heading, wanted)
            remarks = _remarks(values, sheet, heading, wanted)
            formulas: Iterator[Row] = repeat(())
            if _has_formulas(path):
                workbook = _load(files.enter_context(path.open("rb")), data_only=False)
                formulas = _rows(workbook[sheet.title])
        except _BROKEN as fault:
            raise BadSheet(1, _DAMAGED) from fault
        lines = _read(zip(_rows(sheet), formulas, strict=False), values.epoch, files.pop_all())
    return Sheet(lines, sheet.title, remarks, is_workbook=True)


def _load(file: BinaryIO, *, data_only: bool) -> Any:
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):
        """Passes over charts on sheets of their own, which it cannot read in all cases."""

        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            pass

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that we do not read: styles, validation
        reader = Reader(file, read_only=True, data_only=data_only, keep_links=False)
        reader.read()
    return reader.wb


def _has_formulas(path: Path) -> bool:
    """True if any sheet has a formula, for then its cells must be read twice."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "/worksheets/" in name and name.endswith(".xml"):
                with archive.open(name) as part:
                    before = b""
                    while piece := part.read(_PIECE):
                        if _FORMULA.search(before + piece):
                            return True
                        before = piece[-_OVERLAP:]
    return False


def _choose(workbook: Any, heading: Heading, wanted: str) -> Any:
    sheets = workbook.worksheets
    if wanted:
        named = [sheet for sheet in sheets if sheet.title == wanted]
        if named:
            return named[0]
        told = ", ".join(f"“{sheet.title}”" for sheet in sheets)
        raise BadSheet(1, f"has no sheet “{wanted}”; it has {told or 'none'}")
    visible = [sheet for sheet in sheets if _is_visible(sheet)]
    if not visible:
        raise BadSheet(1, "has no sheet that can be seen and holds cells")
    return next((sheet for sheet in visible if _fits(sheet, heading)), visible[0])


def _remarks(workbook: Any, read: Any, heading: Heading, wanted: str) -> list[str]:
    """Say which sheets were passed over: rows that nobody took in must not go unnoticed."""
    others = [sheet for sheet in workbook.worksheets if sheet.title != read.title]
    hidden = [f"“{sheet.title}”" for sheet in others if not _is_visible(sheet)]
    alike = [
        f"“{sheet.title}”"
        for sheet in others
        if _is_visible(sheet) and not wanted and _fits(sheet, heading)
    ]
    told = []
    if hidden:
        told.append(f"hidden and passed over: {', '.join(hidden)}")
    if alike:
        told.append(f"not read, though with this heading: {', '.join(alike)}; --sheet NAME does")
    return told


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _fits(sheet: Any, heading: Heading) -> bool:
    """True if the first line that is not blank is the heading."""
    for row in islice(_rows(sheet), _LOOKED_THROUGH):
        words = (str(cell.value).strip().lower() for cell in row if cell.value is not None)
        cells = frozenset(filter(None, words))
        if cells:
            return heading.fits(cells)
    return False


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # some programs write wrong ones, and lines would be lost
    rows = sheet.iter_rows()
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of days before the calendar began: the cell says so
            row = next(rows, None)
        if row is None:
            return
        yield row


def _read(rows: Iterator[tuple[Row, Row]], epoch: datetime, files: ExitStack) -> Iterator[Line]:
    """Give the lines one by one, never the whole sheet in memory; in the end close the files."""
    number = 0
    with files:
        try:
            for cells, formulas in rows:
                number += 1
                each = zip(cells, chain(formulas, repeat(None)), strict=False)
                yield Line(number, tuple(_spell(cell, formula, epoch) for cell, formula in each))
        except _BROKEN as fault:
            raise BadSheet(number + 1, _DAMAGED) from fault


def _spell(cell: Any, formula: Any, epoch: datetime) -> str:
    value = cell.value
    if value is None:
        # A formula that gave an empty text has type "str"; one that was never computed has none.
        computed = formula is None or formula.data_type != "f" or cell.data_type == "str"
        return "" if computed else mark("", fault=_UNCOMPUTED)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return _unescape(value)
    if isinstance(value, int | float) and cell.style_array.numFmtId in CHINESE_DAYS:
        value = _as_day(value, epoch)
    if isinstance(value, int | float):
        spelled = spell_number(value, cell.number_format)
        return mark(spelled.text, not_text=spelled.not_text, not_number=spelled.not_number)
    return _spell_time(value)


def _as_day(value: float, epoch: datetime) -> Any:
    from openpyxl.utils.datetime import from_excel

    return from_excel(value, epoch)


def _spell_time(value: Any) -> str:
    if not isinstance(value, date | time | timedelta):
        return str(value)
    why = name_of_time(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return mark(str(value), not_text=why, not_number=why)


def _unescape(text: str) -> str:
    """Return text without the spelling that XML needs for some characters: _x000D_ and the like."""
    if "_x" not in text:
        return text
    spelled = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return spelled.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
