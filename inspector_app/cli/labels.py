"""`inspector labels`: prints tag sheets at true size into a PDF."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from inspector_app.errors import WrongUse
from inspector_app.labels.options import (
    add_options,
    list_stocks,
    read_options,
    tell_calibration,
    tell_sheets,
)

if TYPE_CHECKING:
    from inspector_app.labels.printing import Printing
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
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0; raises WrongUse for everything that cannot be printed, and then writes nothing."""
    if args.list_stocks:
        print(*list_stocks(_host(args.host)), sep="\n")
        return 0
    try:
        printing = read_options(args)
    except ValueError as fault:
        raise WrongUse(str(fault)) from fault
    if args.calibrate:
        _print_calibration(Path(args.out), printing)
    else:
        _print_labels(args, Path(args.out), printing)
    return 0


def _print_labels(args: argparse.Namespace, out: Path, printing: "Printing") -> None:
    from inspector_app.labels.sheets import write_sheets

    host = _host(args.host)
    if args.csv:
        labels = _labels_of_csv(Path(args.csv), host, seals=args.seals)
    else:
        labels = _labels_of_tablet(args.data, host, seals=args.seals)
    if not labels:
        raise WrongUse(f"There are no {'seals' if args.seals else 'instruments'} to print tags of.")
    with _writing(out) as file:
        sheets = write_sheets(file, labels, printing)
    print(tell_sheets(sheets, out))


def _print_calibration(out: Path, printing: "Printing") -> None:
    from inspector_app.labels.sheets import write_calibration

    with _writing(out) as file:
        write_calibration(file, printing)
    print(tell_calibration(printing, out))


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
    from inspector_app.services.finding import find_tablet
    from inspector_app.services.labelling import list_labels

    tablet = find_tablet(folder)
    try:
        listed = list_labels(tablet, host=host, seals=seals)
    finally:
        tablet.close()
    for number in listed.left_out:
        print(f"inspector: left out {number}: an old number, no identifier.", file=sys.stderr)
    return listed.labels
