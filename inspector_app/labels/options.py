"""The options of printing, and what a person is told, for both command lines: tablet and office."""

import argparse
from collections.abc import Iterator, Sequence

from inspector_app.labels.printing import Printing, Sheets
from inspector_app.labels.stocks import DEFAULT_STOCK, STOCKS, Stock, find_stock

GEOMETRY = (
    "Any other stock is given by its geometry in mm: a roll as 50x30; a sheet as "
    "A4:3x8:70x37:0,0.5:70,37, that is page, columns x rows, size of a label, left and top "
    "margin, and the distance from one label to the next."
)
"""How a stock is given that has no name here."""

_SHIFT = "--shift"
_MINUS = ("-", "−", "–")
_PLAIN = str.maketrans("−–，", "--,")
"""What word processors make of a minus and a comma."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what both commands share."""
    parser.epilog = GEOMETRY
    parser.add_argument("--out", metavar="FILE.pdf", help="the PDF to write")
    parser.add_argument(
        "--stock", default=DEFAULT_STOCK, metavar="NAME", help="a known stock, or a geometry"
    )
    parser.add_argument("--list-stocks", action="store_true", help="show the known stocks")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="places used already")
    parser.add_argument("--host", metavar="HOST", help="the host in the links of the tags")
    parser.add_argument("--seals", action="store_true", help="tags for the seals instead")
    parser.add_argument("--cut-marks", action="store_true", help="draw where to cut plain paper")
    parser.add_argument(_SHIFT, default="0,0", metavar="X,Y", help="move by mm, right and down")
    parser.add_argument(
        "--calibrate", action="store_true", help="write a page that checks the printer instead"
    )


def join_shift(arguments: Sequence[str]) -> list[str]:
    """Join `--shift` with its value: one that begins with a minus is an option to argparse."""
    joined = list(arguments)
    for at in range(len(joined) - 1, 0, -1):
        if joined[at - 1] == _SHIFT and joined[at][:1] in _MINUS and "," in joined[at]:
            joined[at - 1 : at + 1] = [f"{_SHIFT}={joined[at]}"]
    return joined


def read_options(args: argparse.Namespace) -> Printing:
    """Return how to print; raises ValueError with a sentence, also when nothing says where to."""
    if not args.out:
        raise ValueError("Say where to write the PDF: --out FILE.pdf.")
    return Printing(
        find_stock(args.stock), skip=args.skip, shift_mm=_shift(args.shift), cut=args.cut_marks
    )


def tell_sheets(sheets: Sheets, out: object) -> str:
    """Say what was written, how to print it, and whether words or characters were lost."""
    told = (
        f"Wrote {sheets.labels} labels on {sheets.pages} pages to {out}. "
        "Print it at 100 %, without scaling."
    )
    if sheets.shortened:
        told += (
            f"\nOn {sheets.shortened} of them some words had no room: shortened with “…”, "
            "or too small to read. A larger stock shows them."
        )
    if sheets.lacking:
        from inspector_app.labels.lettering import name_characters

        told += (
            f"\nOn {sheets.boxed} of them a box is printed for what the font lacks: "
            f"{name_characters(sheets.lacking)}."
        )
    return told


def tell_calibration(printing: Printing, out: object) -> str:
    """Say what was written and what to do with it."""
    return (
        f"Wrote the calibration page of {printing.stock.name} to {out}. Print it at 100 %,\n"
        "without scaling, measure its box, hold it against a sheet, and give the difference\n"
        "as --shift X,Y in mm."
    )


def list_stocks(host: str) -> Iterator[str]:
    """Give a line on each known stock: its labels, and how large a code they get."""
    from inspector_app.labels.arrangement import WANTED_MODULE, arrange
    from inspector_app.labels.codes import encode
    from inspector_app.tags.identifier import LENGTH
    from inspector_app.tags.link import instrument_link

    modules = encode(instrument_link(host, "0" * LENGTH)).width
    for stock in STOCKS.values():
        plan = arrange(stock, modules)
        fine = plan.module < WANTED_MODULE
        yield (
            f"{stock.name:12} {_size(stock):18} {stock.per_page:3} a page   "
            f"code {plan.code_mm:4.1f} mm, modules {plan.module_mm:.2f} mm"
            + ("   finer than 0.5 mm: hold the camera close, not for a dirty place" if fine else "")
        )


def _size(stock: Stock) -> str:
    return f"{stock.label_width_mm:.1f} x {stock.label_height_mm:.1f} mm"


def _shift(given: str) -> tuple[float, float]:
    try:
        right_mm, down_mm = map(float, given.translate(_PLAIN).split(","))
    except ValueError as fault:
        raise ValueError(f"“{given}” is not a shift in mm such as 0.5,-1.") from fault
    if not (abs(right_mm) <= 20 and abs(down_mm) <= 20):
        raise ValueError("A shift is at most 20 mm.")
    return right_mm, down_mm
