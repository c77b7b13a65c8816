"""`inspector-server export`: writes what came in, as a stream."""

import argparse
import sys
from pathlib import Path
from typing import Any

from sync.server.cli import general_options, settings_of, tell
from sync.server.cli.days import parse_day
from sync.server.errors import WrongUse

FORMATS = ("ndjson", "csv", "particulars")
NOT_YET = ("xlsx", "parquet")


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "export", parents=[general_options()], help="write what came in, one line a record"
    )
    parser.add_argument("kind", choices=("inspections",), metavar="KIND", help="inspections")
    parser.add_argument("--format", choices=(*FORMATS, *NOT_YET), default="ndjson")
    parser.add_argument("--since", metavar="DATE", help="received on this day (UTC) or later")
    parser.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Write every line as it comes; a file appears when it is whole."""
    from sync.server.cli.output import whole_file
    from sync.server.work.exporting import export_inspections
    from sync.server.work.finding import reading_office

    if args.format in NOT_YET:
        there = f"{', '.join(FORMATS[:-1])} and {FORMATS[-1]}"
        raise WrongUse(f"{args.format} is not yet available; {there} are.")
    since = parse_day(args.since)
    with reading_office(settings_of(args), args.out, tell=tell) as office:
        lines = export_inspections(office, format=args.format, since=since)
        if args.out is None:
            sys.stdout.buffer.writelines(lines)
            sys.stdout.buffer.flush()
        else:
            with whole_file(args.out) as file:
                file.writelines(lines)
    return 0
