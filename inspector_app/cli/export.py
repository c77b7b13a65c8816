"""`inspector export FILE.zip`: plan B, all that is not yet complete, for the server alone."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspector_app.services.views import Exported


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "export",
        help="plan B: what is not complete, in a file for the server",
        description="Writes every record that the server is not known to have, with its photos, "
        "into one file, which only this tablet's server can read. Nothing on the tablet changes: "
        "the records wait until the server has confirmed them.",
    )
    parser.add_argument("file", metavar="FILE.zip", type=Path, help="where to, as a USB stick")
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Export; 1 when a photo that should be in the file is lost on this tablet."""
    from inspector_app.services.exporting import as_json, check_target, export_bundle
    from inspector_app.services.finding import reading_tablet
    from inspector_app.settings import load_settings

    check_target(args.file)
    with reading_tablet(load_settings(args.data).folder, args.file) as tablet:
        exported = export_bundle(tablet, args.file, told=show_progress)
    if args.json:
        print(as_json(exported))
    else:
        _tell(exported)
    for sha256 in exported.photos_lost:
        print(f"inspector: photo {sha256} is missing or damaged here.", file=sys.stderr)
    for sha256 in exported.photos_at_office:
        print(f"inspector: photo {sha256} is at the office; it has left here.", file=sys.stderr)
    return 1 if exported.photos_lost else 0


def show_progress(done: int, of: int) -> None:
    """Say on standard error how far it is, once for every hundredth part."""
    if done == of or done * 100 // of != (done - 1) * 100 // of:
        end = "\n" if done == of else "\r"
        print(f"{done} of {of} records and photos", end=end, file=sys.stderr, flush=True)


def _tell(exported: "Exported") -> None:
    if not exported.records:
        print("Nothing waits: the server has confirmed everything. The file holds no record.")
    else:
        print(f"{exported.records} records and {exported.photos} photos in {exported.path}")
        print("They stay on this tablet until the server has confirmed them.")
    if exported.drafts:
        print(f"{exported.drafts} begun inspections are not in it: finish them first.")
