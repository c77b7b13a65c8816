"""`inspector labels`: prints tag sheets at true size into a PDF."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from inspector_app.errors import WrongUse

if TYPE_CHECKING:
    from inspector_app.labels.stocks import Stock
    from inspector_app.labels.wording import LabelText

_FAULTS_SHOWN = 20


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of `inspector`."""
    parser = subparsers.add_parser(
        "labels",
        help="print tag sheets at true size",
        description="Writes a PDF of tags. Print it without scaling, at 100 %.",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", metavar="DIR", help="the tablet whose register to print")
    source.add_argument("--csv", metavar="FILE", help="instruments, with the import's headings")
    parser.add_argument("--out", metavar="FILE.pdf", help="the PDF to write")
    parser.add_argument("--stock", metavar="NAME", help="a known stock, or 50x30, or a geometry")
    parser.add_argument("--list-stocks", action="store_true", help="show the known stocks")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="places used already")
    parser.add_argument("--host", metavar="HOST", help="the host in the links of the tags")
    parser.add_argument("--seals", action="store_true", help="tags for the seals instead")
    parser.add_argument("--shift", default="0,0", metavar="X,Y", help="move by mm, right and down")
    parser.add_argument(
        "--calibrate", action="store_true", help="write outlines and rulers instead of tags"
    )


def run(args: argparse.Namespace) -> int:
    """Return 0; raises WrongUse for everything that cannot be printed, and then writes nothing."""
    if args.list_stocks:
        _list_stocks(_host(args.host))
    elif not args.out:
        raise WrongUse("Say where to write the PDF: --out FILE.pdf.")
    elif args.calibrate:
        _print_calibration(Path(args.out), _stock(args.stock), _shift(args.shift))
    else:
        _print_labels(args, Path(args.out), _stock(args.stock), _shift(args.shift))
    return 0


def _print_labels(
    args: argparse.Namespace, out: Path, stock: "Stock", shift_mm: tuple[float, float]
) -> None:
    from inspector_app.labels.sheets import write_sheets

    host = _host(args.host)
    if args.csv:
        labels = _labels_of_csv(Path(args.csv), host, seals=args.seals)
    else:
        labels = _labels_of_tablet(args.data, host, seals=args.seals)
    if not labels:
        raise WrongUse(f"There are no {'seals' if args.seals else 'instruments'} to print tags of.")
    with _writing(out) as file:
        sheets = write_sheets(file, labels, stock, skip=args.skip, shift_mm=shift_mm)
    print(f"Wrote {sheets.labels} labels on {sheets.pages} pages to {out}. Print it at 100 %.")


def _print_calibration(out: Path, stock: "Stock", shift_mm: tuple[float, float]) -> None:
    from inspector_app.labels.sheets import write_calibration

    with _writing(out) as file:
        write_calibration(file, stock, shift_mm=shift_mm)
    print(f"Wrote the calibration page of {stock.name} to {out}. Print it at 100 %,")
    print("hold it against a sheet, and give the difference as --shift X,Y in mm.")


@contextmanager
def _writing(out: Path) -> "Iterator[BinaryIO]":
    """Write beside the file and rename, so that no half PDF is ever taken for a whole one."""
    unfinished = Path(f"{out}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(out)
    except OSError as trouble:
        raise WrongUse(f"{out} cannot be written: {trouble.strerror or trouble}.") from trouble
    except ValueError as trouble:
        raise WrongUse(str(trouble)) from trouble
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _host(given: str | None) -> str:
    from inspector_app.tags.link import DEFAULT_HOST, check_host

    try:
        return check_host(given or DEFAULT_HOST)
    except ValueError as fault:
        raise WrongUse(f"{fault}.") from fault


def _stock(given: str | None) -> "Stock":
    from inspector_app.labels.stocks import DEFAULT_STOCK, find_stock

    try:
        return find_stock(given or DEFAULT_STOCK)
    except ValueError as fault:
        raise WrongUse(str(fault)) from fault


def _shift(given: str) -> tuple[float, float]:
    try:
        right_mm, down_mm = map(float, given.split(","))
    except ValueError as fault:
        raise WrongUse(f"“{given}” is not a shift in mm such as 0.5,-1.") from fault
    if not (abs(right_mm) <= 20 and abs(down_mm) <= 20):
        raise WrongUse("A shift is at most 20 mm.")
    return right_mm, down_mm


def _labels_of_csv(file: Path, host: str, *, seals: bool) -> "list[LabelText]":
    from inspector_app.labels.reading import BadRows, read_labels

    try:
        return read_labels(file.read_bytes(), host=host, seals=seals)
    except OSError as trouble:
        raise WrongUse(f"{file} cannot be read: {trouble.strerror or trouble}.") from trouble
    except BadRows as bad:
        shown = [f"{file}: {fault}." for fault in bad.faults[:_FAULTS_SHOWN]]
        more = len(bad.faults) - len(shown)
        raise WrongUse(
            "\n".join([*shown, f"… and {more} more."][: len(shown) + bool(more)])
        ) from bad


def _labels_of_tablet(data: str | None, host: str, *, seals: bool) -> "list[LabelText]":
    from inspector_app.settings import load_settings

    folder = load_settings(data).folder
    if not folder.is_dir():
        raise WrongUse(f"There is no tablet in {folder}.")

    from inspector_app.services.labelling import list_labels
    from inspector_app.services.opening import open_tablet

    tablet = open_tablet(folder)
    try:
        listed = list_labels(tablet, host=host, seals=seals)
    finally:
        tablet.close()
    for number in listed.left_out:
        print(f"inspector: left out {number}: an old number, no identifier.", file=sys.stderr)
    return listed.labels


def _list_stocks(host: str) -> None:
    from inspector_app.labels.arrangement import WANTED_MODULE, arrange
    from inspector_app.labels.drawing import encode
    from inspector_app.labels.stocks import STOCKS
    from inspector_app.tags.identifier import LENGTH
    from inspector_app.tags.link import instrument_link

    modules = encode(instrument_link(host, "0" * LENGTH)).width
    for stock in STOCKS.values():
        plan = arrange(stock, modules)
        size = f"{stock.label_width_mm:.1f} x {stock.label_height_mm:.1f} mm"
        fine = plan.module < WANTED_MODULE
        print(
            f"{stock.name:12} {size:18} {stock.per_page:3} a page   code {plan.code_mm:4.1f} mm, "
            f"modules {plan.module_mm:.2f} mm"
            + ("   finer than 0.5 mm: hold the camera close, not for a dirty place" if fine else "")
        )
