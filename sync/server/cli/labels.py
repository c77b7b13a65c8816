"""`inspector-server labels`: prints the tags of a site, a district, or those never printed."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.labels.options import (
    add_options,
    list_stocks,
    read_options,
    tell_calibration,
    tell_sheets,
)
from sync.server.cli import general_options, settings_of, tell
from sync.server.errors import WrongUse

if TYPE_CHECKING:
    from inspector_app.labels.printing import Printing, Sheets
    from sync.server.work.opening import Office


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "labels",
        parents=[general_options()],
        help="print tag sheets at true size",
        description="Writes a PDF of tags: of every instrument, of a site, or of a district.",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--site", metavar="ID", help="only the instruments of this site")
    where.add_argument(
        "--district", metavar="TEXT", help="only where the site's address begins with this"
    )
    parser.add_argument("--missing", action="store_true", help="only tags never printed here")
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print; nothing is noted as printed unless its PDF is whole."""
    settings = settings_of(args)
    host = _host(args.host or settings.tag_hosts[0])
    if args.list_stocks:
        print(*list_stocks(host), sep="\n")
        return 0
    try:
        printing = read_options(args)
    except ValueError as fault:
        raise WrongUse(str(fault)) from fault
    if args.calibrate:
        _print_calibration(Path(args.out), printing)
    else:
        _print_labels(args, host, printing)
    return 0


def _print_calibration(out: Path, printing: "Printing") -> None:
    from inspector_app.labels.sheets import write_calibration
    from sync.server.cli.output import whole_file

    with whole_file(out) as file:
        write_calibration(file, printing)
    print(tell_calibration(printing, out))


def _print_labels(args: argparse.Namespace, host: str, printing: "Printing") -> None:
    from sync.server.work.finding import find_office
    from sync.server.work.labelling import choose_instruments

    if args.missing and args.seals:
        raise WrongUse("Which seals were printed is not kept: --missing goes without --seals.")
    with closing(find_office(settings_of(args), tell=tell)) as office:
        where = {"site": args.site, "district": args.district}
        chosen = choose_instruments(office, **where, missing=args.missing)
        if args.missing and not chosen:
            print("No tag is missing: each was printed before. Nothing was written.")
            return
        sheets = print_tags(office, chosen, Path(args.out), printing, host=host, seals=args.seals)
    print(tell_sheets(sheets, args.out))


def print_tags(
    office: "Office",
    instruments: Sequence[str],
    out: Path,
    printing: "Printing",
    *,
    host: str,
    seals: bool = False,
) -> "Sheets":
    """Print the tags of instruments, or of their seals, and then note it. Raises WrongUse.

    Who stops in between prints a tag twice at worst; none is ever taken for printed that is not.
    """
    from inspector_app.labels.sheets import write_sheets
    from sync.server.cli.output import whole_file
    from sync.server.work.labelling import give_labels, note_printed

    try:
        with whole_file(out) as file:
            labels = give_labels(office, instruments, host=host, seals=seals)
            sheets = write_sheets(file, labels, printing)
            if not sheets.labels:
                raise WrongUse(f"There are no {'seals' if seals else 'instruments'} to print.")
    except ValueError as fault:
        raise WrongUse(str(fault)) from fault
    if not seals:
        note_printed(office, instruments)
    return sheets


def _host(given: str) -> str:
    from inspector_app.tags.link import check_host

    try:
        return check_host(given)
    except ValueError as fault:
        raise WrongUse(f"{fault}.") from fault
