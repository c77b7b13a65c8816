"""From labels to a PDF of sheets, one at a time; and the page that shows how a printer feeds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from PIL import Image, ImageDraw

from inspector_app.labels.arrangement import dots
from inspector_app.labels.drawing import BLACK, WHITE, draw_label
from inspector_app.labels.pdf import PdfFile, Placed
from inspector_app.labels.stocks import Stock
from inspector_app.labels.typesetting import load_font
from inspector_app.labels.wording import LabelText

_RULER_MM = 100


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was written."""

    labels: int
    pages: int


def write_sheets(
    file: BinaryIO,
    labels: Iterable[LabelText],
    stock: Stock,
    *,
    skip: int = 0,
    shift_mm: tuple[float, float] = (0.0, 0.0),
) -> Sheets:
    """Write labels at true size into a PDF; they are drawn as they come, a sheet at a time.

    `skip` leaves that many places of the first sheet free; `shift_mm` moves everything right and
    down. Raises ValueError when a label has no room for its code or the sheet not that many places.
    """
    if not 0 <= skip < stock.per_page:
        raise ValueError(
            f"A sheet of {stock.name} has {stock.per_page} labels; 0 to {stock.per_page - 1} of "
            f"them can be skipped, not {skip}."
        )
    pdf = PdfFile(file)
    count = 0
    for first, sheet in _sheets(iter(labels), stock.per_page, skip):
        placed = (
            Placed(draw_label(label, stock), *_corner(stock, place, shift_mm))
            for place, label in enumerate(sheet, first)
        )
        pdf.add_page(stock.page_width_mm, stock.page_height_mm, placed)
        count += len(sheet)
    pdf.finish()
    return Sheets(count, pdf.pages)


def write_calibration(
    file: BinaryIO, stock: Stock, *, shift_mm: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Write one page with the outline of every label and two rulers, to be held against a sheet."""
    page = Image.new("1", (dots(stock.page_width_mm), dots(stock.page_height_mm)), WHITE)
    pen = ImageDraw.Draw(page)
    for place in range(stock.per_page):
        left, top = _corner(stock, place, shift_mm)
        width, height = dots(stock.label_width_mm), dots(stock.label_height_mm)
        pen.rectangle((left, top, left + width - 1, top + height - 1), outline=BLACK, width=3)
    _draw_ruler(pen, page.width, page.height, across=True)
    _draw_ruler(pen, page.width, page.height, across=False)
    pdf = PdfFile(file)
    pdf.add_page(stock.page_width_mm, stock.page_height_mm, [Placed(page, 0, 0)])
    pdf.finish()


def _sheets(
    labels: Iterator[LabelText], per_page: int, skip: int
) -> Iterator[tuple[int, list[LabelText]]]:
    """Yield the first place and the labels of each sheet."""
    first = skip
    while sheet := list(islice(labels, per_page - first)):
        yield first, sheet
        first = 0


def _corner(stock: Stock, place: int, shift_mm: tuple[float, float]) -> tuple[int, int]:
    left_mm, top_mm = stock.corner_mm(place)
    return dots(left_mm + shift_mm[0]), dots(top_mm + shift_mm[1])


def _draw_ruler(pen: ImageDraw.ImageDraw, width: int, height: int, *, across: bool) -> None:
    """Draw a ruler of 100 mm, or as many tens as fit, centred along the page."""
    free = (width if across else height) - dots(4)
    length_mm = min(_RULER_MM, int(free / dots(10)) * 10)
    start = ((width if across else height) - dots(length_mm)) // 2
    other = (height if across else width) * 2 // 5
    for mark in range(length_mm + 1):
        at = start + dots(mark)
        tick = dots(3 if mark % 10 == 0 else 2 if mark % 5 == 0 else 1)
        pen.line(
            (at, other, at, other + tick) if across else (other, at, other + tick, at), BLACK, 3
        )
    end = start + dots(length_mm)
    pen.line((start, other, end, other) if across else (other, start, other, end), BLACK, 3)
    text = f"{length_mm} mm"
    font = load_font(dots(2.4), bold=False)
    spot = (start, other - dots(1)) if across else (other + dots(4), end)
    pen.text(spot, text, fill=BLACK, font=font, anchor="ls")
