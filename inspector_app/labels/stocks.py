"""The label stocks that are known, and the short form in which any other one is given."""

import re
from dataclasses import dataclass

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)
_INCH_MM = 25.4
_LONGEST_MM = 1000.0


@dataclass(frozen=True, slots=True)
class Stock:
    """A sheet, or one length of a roll, with its labels; `left` and `top` are the first label's.

    `edge_x` and `edge_y` are what the printer leaves white at the edges of each label.
    """

    name: str
    page_width_mm: float
    page_height_mm: float
    label_width_mm: float
    label_height_mm: float
    columns: int = 1
    rows: int = 1
    left_mm: float = 0.0
    top_mm: float = 0.0
    pitch_x_mm: float = 0.0
    pitch_y_mm: float = 0.0
    edge_x_mm: float = 0.0
    edge_y_mm: float = 0.0

    @property
    def per_page(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    def corner_mm(self, place: int) -> tuple[float, float]:
        """Return the left and top edge of a label; places count along the rows from 0."""
        row, column = divmod(place, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


def _roll(name: str, width_mm: float, height_mm: float, *edges_mm: float) -> Stock:
    edge_x_mm, edge_y_mm = edges_mm or (0.0, 0.0)
    return Stock(
        name, width_mm, height_mm, width_mm, height_mm, edge_x_mm=edge_x_mm, edge_y_mm=edge_y_mm
    )


STOCKS = {
    stock.name: stock
    for stock in (
        Stock("L7162", *A4_MM, 99.1, 33.9, 2, 8, 4.65, 12.9, 101.6, 33.9),
        Stock("L7163", *A4_MM, 99.1, 38.1, 2, 7, 4.65, 15.15, 101.6, 38.1),
        Stock("L4736", *A4_MM, 45.7, 21.2, 4, 12, 9.7, 21.3, 48.3, 21.2),
        Stock("5520", *LETTER_MM, 66.675, 25.4, 3, 10, 4.7625, 12.7, 69.85, 25.4),
        Stock("5267", *LETTER_MM, 44.45, 12.7, 4, 20, 0.3 * _INCH_MM, 12.7, 2.05 * _INCH_MM, 12.7),
        _roll("brother-62", 62.0, 36.0, 1.5, 3.0),
        _roll("zebra-50x25", 50.0, 25.0),
    )
}
"""Avery by their part number: L7162, L7163, L4736 on A4, 5520, 5267 on Letter.

Two rolls: Brother 62 mm continuous, cut every 36 mm, of which the printer reaches 59 x 30; Zebra
50 x 25 mm.
"""

DEFAULT_STOCK = "L7162"

_NUMBER = r"\d+(?:\.\d+)?"
_SIZE = rf"({_NUMBER})x({_NUMBER})"
_ROLL = re.compile(_SIZE)
_SHEET = re.compile(
    rf"(A4|LETTER|{_NUMBER}x{_NUMBER}):(\d+)x(\d+):{_SIZE}:({_NUMBER}),({_NUMBER})"
    rf"(?::({_NUMBER}),({_NUMBER}))?",
    re.IGNORECASE,
)


def find_stock(text: str) -> Stock:
    """Return a known stock by its name, or one given by its geometry in millimetres.

    A roll is `50x30`. A sheet is `A4:3x8:70x37:0,0.5:70,37`, that is page (A4, Letter or its
    size), columns x rows, size of a label, left and top margin, and the distance from one label
    to the next; without the last, labels touch. Raises ValueError with a sentence.
    """
    known = {name.lower(): stock for name, stock in STOCKS.items()}
    plain = text.strip().lower().removeprefix("avery").strip(" -")
    if plain in known:
        return known[plain]
    stock = _read_geometry(text.strip())
    if stock is None:
        raise ValueError(
            f"“{text}” is neither a known stock ({', '.join(STOCKS)}) nor a geometry "
            "such as 50x30 or A4:3x8:70x37:0,0.5:70,37."
        )
    _check(stock)
    return stock


def _read_geometry(text: str) -> Stock | None:
    roll = _ROLL.fullmatch(text)
    if roll:
        return _roll(text, float(roll[1]), float(roll[2]))
    sheet = _SHEET.fullmatch(text)
    if not sheet:
        return None
    page = {"a4": A4_MM, "letter": LETTER_MM}.get(sheet[1].lower())
    page_width, page_height = page or map(float, sheet[1].lower().split("x"))
    width, height = float(sheet[4]), float(sheet[5])
    return Stock(
        text, page_width, page_height, width, height, int(sheet[2]), int(sheet[3]),
        float(sheet[6]), float(sheet[7]), float(sheet[8] or width), float(sheet[9] or height),
    )  # fmt: skip


def _check(stock: Stock) -> None:
    smallest_mm = min(stock.label_width_mm, stock.label_height_mm)
    longest_mm = max(stock.page_width_mm, stock.page_height_mm)
    if smallest_mm == 0 or longest_mm > _LONGEST_MM or not 0 < stock.per_page <= 1000:
        raise ValueError(f"“{stock.name}” is no stock that could be printed.")
    if stock.pitch_x_mm < stock.label_width_mm and stock.columns > 1:
        raise ValueError(f"On “{stock.name}” labels would overlap their neighbours to the right.")
    if stock.pitch_y_mm < stock.label_height_mm and stock.rows > 1:
        raise ValueError(f"On “{stock.name}” labels would overlap the row below.")
    left, top = stock.corner_mm(stock.per_page - 1)
    over = max(
        left + stock.label_width_mm - stock.page_width_mm,
        top + stock.label_height_mm - stock.page_height_mm,
    )
    if over > 0.01:
        raise ValueError(f"On “{stock.name}” the last label ends {over:.1f} mm beyond the page.")
