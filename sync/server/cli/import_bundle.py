"""`inspector-server import-bundle`: takes in a tablet's plan B, whole or broken."""

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options, settings_of, tell

if TYPE_CHECKING:
    from sync.server.work.bundles.taking import Imported


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "import-bundle",
        parents=[general_options()],
        help="take in a tablet's plan B",
        description="Takes records and photos from a file of `inspector export`, as if the tablet "
        "had sent them. May be repeated. Of a broken file, what is whole is taken and the rest is "
        "named.",
    )
    parser.add_argument("file", type=Path, metavar="FILE.zip")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Import; 1 when something of the bundle was not taken, 2 when it is no bundle."""
    from sync.server.work.bundles.taking import import_bundle
    from sync.server.work.finding import find_office

    with closing(find_office(settings_of(args), tell=tell)) as office:
        found = import_bundle(office, args.file, show_progress)
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _tell(found)
    for each in found.not_taken:
        named = f" ({each.id})" if each.id else ""
        print(f"NOT TAKEN {each.member}{named}: {each.problem}", file=sys.stderr)
    return 1 if found.not_taken else 0


def show_progress(done: int, of: int) -> None:
    """Say on standard error how far it is, once for every hundredth part."""
    if done == of or done * 100 // of != (done - 1) * 100 // of:
        end = "\n" if done == of else "\r"
        print(f"{done} of {of} records and photos", end=end, file=sys.stderr, flush=True)


def _tell(found: "Imported") -> None:
    of = f" of {found.device_name or found.device_id}, made {found.made_at}" * bool(found.made_at)
    print(f"Bundle{of}" + (" (its tablet is revoked)" if found.revoked else ""))
    if not found.undamaged:
        print("The file is damaged: it is not byte for byte what the tablet wrote.")
    counts = ", ".join(f"{count} {status}" for status, count in sorted(found.records.items()))
    print(f"records: {counts or 'none'}" + _told_of(found.told_records))
    counts = ", ".join(f"{count} {status}" for status, count in sorted(found.photos.items()))
    print(f"photos: {counts or 'none'}" + _told_of(found.told_photos))
    for sha256 in found.photos_lost:
        print(f"The tablet itself had lost photo {sha256}.")


def _told_of(number: int | None) -> str:
    return "" if number is None else f" (the bundle should hold {number})"
