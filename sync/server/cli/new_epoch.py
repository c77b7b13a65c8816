"""`inspector-server new-epoch`: let every tablet compare what it sent with what is here."""

import argparse
import json
from contextlib import closing
from typing import Any

from sync.server.cli import general_options, settings_of, tell


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "new-epoch",
        parents=[general_options()],
        help="let every tablet compare, and send again what is missing here",
        description="For a database that may lack what it held before: one that was copied back, "
        "or a standby that was behind. A promoted standby is noticed by itself.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Begin a new epoch and say it."""
    from sync.server.work.epochs import begin_epoch
    from sync.server.work.finding import find_office

    settings = settings_of(args)
    with (
        closing(find_office(settings, tell=tell)) as office,
        office.database.writing() as connection,
    ):
        epoch = begin_epoch(connection)
    if args.json:
        print(json.dumps({"epoch": epoch}))
    else:
        print("A new epoch has begun: every tablet compares at its next sync.")
    return 0
