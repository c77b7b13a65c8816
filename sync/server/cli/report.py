"""`inspector-server report RECORD_ID --out FILE.pdf`: prints the report of an inspection."""

import argparse
import sys
from pathlib import Path
from typing import Any

from sync.server.cli import general_options, settings_of, tell


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "report",
        parents=[general_options()],
        help="print the report of an inspection",
        description="Writes the PDF that the tablet shows, from the sealed bytes and the photos.",
    )
    parser.add_argument("record_id", metavar="RECORD_ID", help="which record")
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="where to")
    parser.add_argument(
        "--language", choices=("zh", "en", "both"), default="zh", help="zh unless told otherwise"
    )


def run(args: argparse.Namespace) -> int:
    """Print; photos that have not come are named as lacking."""
    from sync.server.cli.output import whole_file
    from sync.server.work.finding import reading_office
    from sync.server.work.reporting import print_report

    settings = settings_of(args)
    with reading_office(settings, args.out, tell=tell) as office, whole_file(args.out) as file:
        lacking = print_report(office, args.record_id, args.language, file)
    print(f"The report of record {args.record_id} is in {args.out}.")
    if lacking.characters:
        print(f"A box is printed for what the font lacks: {lacking.characters}.", file=sys.stderr)
    if lacking.photos:
        print(f"{lacking.photos} of its photos have not come yet.", file=sys.stderr)
    return 0
