"""From labels to a PDF of sheets, one at a time; and the page that shows how a printer feeds."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from inspector_app.labels.arrangement import dots
from inspector_app.labels.drawing import draw_label
from inspector_app.labels.guides import calibration, cut_marks, hint
from inspector_app.labels.marks import Mark
from inspector_app.labels.pdf import PdfFile
from inspector_app.labels.printing import Printing, Sheets
from inspector_app.labels.stocks import Stock
from inspector_app.labels.wording import LabelText


def write_sheets(file: BinaryIO, labels: Iterable[LabelText], printing: Printing) -> Sheets:
    """Write labels at true size into a PDF; they are drawn as they come, a sheet at a time.

    Raises ValueError when a label has no room for its code, the sheet not that many places to
    skip, or the stock no room for cut marks.
    """
    stock, right_down = printing.stock, (dots(printing.shift_mm[0]), dots(printing.shift_mm[1]))
    if not 0 <= printing.skip < stock.per_page:
        raise ValueError(
            f"A sheet of {stock.name} has {stock.per_page} labels; 0 to {stock.per_page - 1} of "
            f"them can be skipped, not {printing.skip}."
        )
    guides: tuple[Mark, ...] = (cut_marks(stock),) if printing.cut else ()
    pdf, written = PdfFile(file), Sheets()
    for first, sheet in _sheets(iter(labels), stock.per_page, printing.skip):
        marks = (*guides, *hint(stock, pdf.pages + 1))
        drawn = _draw_sheet(sheet, first, stock, written)
        pdf.add_page(
            stock.page_width_mm,
            stock.page_height_mm,
            (mark.moved(*right_down) for each in (marks, drawn) for mark in each),
        )
    pdf.finish()
    written.pages = pdf.pages
    return written


def write_calibration(file: BinaryIO, printing: Printing) -> None:
    """Write one page to be measured with a ruler and held against a sheet."""
    stock, (right_mm, down_mm) = printing.stock, printing.shift_mm
    pdf = PdfFile(file)
    pdf.add_page(
        stock.page_width_mm,
        stock.page_height_mm,
        (mark.moved(dots(right_mm), dots(down_mm)) for mark in calibration(stock)),
    )
    pdf.finish()


def _sheets(
    labels: Iterator[LabelText], per_page: int, skip: int
) -> Iterator[tuple[int, list[LabelText]]]:
    """Give the first place and the labels of each sheet."""
    first = skip
    while sheet := list(islice(labels, per_page - first)):
        yield first, sheet
        first = 0


def _draw_sheet(
    labels: Iterable[LabelText], first: int, stock: Stock, written: Sheets
) -> Iterator[Mark]:
    """Give the marks of a sheet's labels, and count them as they are drawn."""
    for place, label in enumerate(labels, first):
        drawn = draw_label(label, stock)
        written.labels += 1
        written.shortened += not drawn.whole
        written.boxed += bool(drawn.lacking)
        written.lacking = "".join(dict.fromkeys(written.lacking + drawn.lacking))
        left, top = map(dots, stock.corner_mm(place))
        yield from (mark.moved(left, top) for mark in drawn.marks)
