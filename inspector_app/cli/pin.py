"""`inspector pin`: lists who has a PIN on this tablet, and clears one that was forgotten."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "pin",
        help="list the officers' PINs, or clear a forgotten one",
        description="A PIN guards the screens. Who has the tablet's files and this command may "
        "clear it: do so when the office says so. Records and drafts stay as they are.",
    )
    parser.add_argument("--clear", metavar="OFFICER_ID", help="whose PIN is forgotten")
    parser.add_argument("--data", type=Path, help="the tablet's folder")


def run(args: argparse.Namespace) -> int:
    """List or clear; 1 when there was nothing to clear."""
    from inspector_app.services.finding import find_tablet
    from inspector_app.services.signing_in import clear_pin, list_signers
    from inspector_app.settings import load_settings

    tablet = find_tablet(load_settings(args.data).folder)
    try:
        if args.clear:
            return _told(args.clear, cleared=clear_pin(tablet, args.clear))
        for signer in list_signers(tablet):
            if signer.has_pin:
                place = f", signed in as officer {signer.place}" if signer.place else ""
                print(f"{signer.officer.officer_id}  {signer.officer.name}{place}")
    finally:
        tablet.close()
    return 0


def _told(officer_id: str, *, cleared: bool) -> int:
    if cleared:
        print(f"The PIN of {officer_id} is cleared: a new one can be set in the app.")
        return 0
    print(f"inspector: {officer_id} has no PIN on this tablet.", file=sys.stderr)
    return 1
