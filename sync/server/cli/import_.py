"""`inspector-server import`: takes in the registry from a CSV or XLSX file."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options
from sync.server.cli.offices import making_office, trying_office

if TYPE_CHECKING:
    from sync.server.work.importing.taking import ImportReport

KINDS = ("sites", "instruments", "standards", "officers", "worklist")


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "import",
        parents=[general_options()],
        help="take in the registry from CSV or XLSX",
        description="Takes in every row of a file or, when any row is bad, none.",
    )
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8) or XLSX")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be taken")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Import and report; exit status 2 when a row is bad."""
    from sync.server.work.importing.taking import import_file

    with trying_office(args) if args.dry_run else making_office(args) as office:
        report = import_file(office, args.kind, args.file, dry_run=args.dry_run)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _tell(report, args.file)
    return 2 if report.errors else 0


def _tell(report: "ImportReport", file: Path) -> None:
    for fault in report.errors:
        print(f"{file}: {fault}", file=sys.stderr)
    if report.errors:
        number = len(report.errors)
        print(f"{number} {'fault' if number == 1 else 'faults'}, nothing taken.", file=sys.stderr)
        return
    counts = f"{report.created} new, {report.updated} changed, {report.unchanged} as before"
    print(f"{report.rows} {report.kind} read: {counts}.")
    if report.dry_run:
        print("Nothing was written: this was a dry run.")
