"""`inspector report RECORD_ID --out FILE.pdf`: the report of a sealed record."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "report",
        help="print the report of a sealed record",
        description="Writes a PDF with findings, calculation, photos, signatures and a code that "
        "any phone can check. It needs no network.",
    )
    parser.add_argument("record_id", metavar="RECORD_ID", help="which record")
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="where to")
    parser.add_argument(
        "--language", choices=("zh", "en", "both"), default="zh", help="zh unless told otherwise"
    )
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")


def run(args: argparse.Namespace) -> int:
    """Write the report."""
    from inspector_app.services.finding import reading_tablet
    from inspector_app.services.reporting import write_report
    from inspector_app.settings import load_settings

    with reading_tablet(load_settings(args.data).folder, args.out) as tablet:
        boxes = write_report(tablet, args.record_id, args.language, args.out)
    print(f"The report of record {args.record_id} is in {args.out}.")
    if boxes:
        print(f"A box is printed for what the font lacks: {boxes}.", file=sys.stderr)
    return 0
