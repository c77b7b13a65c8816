"""`inspector-server verify`: does everything that the server holds still hold?"""

import argparse
import json
from contextlib import suppress
from typing import Any

from sync.server.cli import general_options, settings_of, tell
from sync.server.errors import DatabaseTrouble


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "verify",
        parents=[general_options()],
        help="prove every record's hash, signature, chain, receipt, outcome and files",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Verify and print; exit status 1 when anything does not hold."""
    from sync.server.work.catching_up import decide_anew
    from sync.server.work.finding import reading_office
    from sync.server.work.verifying import verify_office

    with reading_office(settings_of(args), tell=tell) as office:
        with suppress(DatabaseTrouble):  # nothing can be written here: it is only not noted
            decide_anew(office)
        found = verify_office(office)
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        print(f"{found.records} records, {found.files} files, {found.files_waiting} files to come")
        for reason, number in sorted(found.quarantined.items()):
            print(f"{number} quarantined: {reason}")
        for note in found.notes:
            print(f"NOTE {note.kind} {note.id}: {note.problem}")
        for fault in found.faults:
            print(f"FAULT {fault.kind} {fault.id}: {fault.problem}")
        print("Everything holds." if not found.faults else f"{len(found.faults)} faults.")
    return 1 if found.faults else 0
