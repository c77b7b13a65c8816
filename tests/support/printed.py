"""Sheets as a printer would put them on paper: rendered at 300 dpi, measured and read."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image, ImageOps

from inspector_app.labels.arrangement import MM_PER_INCH
from inspector_app.labels.printing import Printing
from inspector_app.labels.sheets import write_calibration, write_sheets
from inspector_app.labels.stocks import Stock
from inspector_app.labels.wording import LabelText, instrument_label
from inspector_app.tags.identifier import spell_identifier

DPI = 300
HOST = "M.EXAMPLE.GOV"
SITES = ("示范城东加油站", "Eastgate Demonstration Fuel Station, northern forecourt", "")


def some_labels(count: int) -> Iterator[LabelText]:
    """Give labels with identifiers of their own and site names of all lengths."""
    for number in range(1, count + 1):
        identifier = spell_identifier(37 * 7919 * number)
        assert identifier is not None
        yield instrument_label(
            identifier, host=HOST, site=SITES[number % 3], kind="fuel_dispenser",
            nozzle=str(number % 8), make="示例", model="EX-40", serial=f"2019-{number:05}",
        )  # fmt: skip


def printed(labels: Iterable[LabelText], stock: Stock, **options: Any) -> list[Image.Image]:
    """Print labels and return the pages."""
    file = io.BytesIO()
    write_sheets(file, labels, Printing(stock, **options))
    return rendered(file.getvalue())


def printed_calibration(stock: Stock, **options: Any) -> Image.Image:
    """Print the calibration page."""
    file = io.BytesIO()
    write_calibration(file, Printing(stock, **options))
    (page,) = rendered(file.getvalue())
    return page


def rendered(pdf: bytes) -> list[Image.Image]:
    """Return every page of a PDF in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def pixels(length_mm: float) -> float:
    """Return a length on paper in pixels of the rendered page."""
    return length_mm * DPI / MM_PER_INCH


def cut(
    page: Image.Image, left_mm: float, top_mm: float, width_mm: float, height_mm: float
) -> Image.Image:
    """Return a rectangle of a page."""
    right_mm, bottom_mm = left_mm + width_mm, top_mm + height_mm
    left, top, right, bottom = map(round, map(pixels, (left_mm, top_mm, right_mm, bottom_mm)))
    return page.crop((left, top, right, bottom))


def cut_label(page: Image.Image, stock: Stock, place: int) -> Image.Image:
    """Return a label as somebody peels it off."""
    return cut(page, *stock.corner_mm(place), stock.label_width_mm, stock.label_height_mm)


def ink_box_mm(picture: Image.Image) -> tuple[float, float, float, float] | None:
    """Return left, top, right and bottom of what is dark, or None when nothing is."""
    box = ImageOps.invert(picture).point(lambda value: 255 * (value > 127)).getbbox()
    if box is None:
        return None
    left, top, right, bottom = (edge * MM_PER_INCH / DPI for edge in box)
    return left, top, right, bottom


def read(picture: Image.Image) -> list[str]:
    """Return the text of every code in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]
