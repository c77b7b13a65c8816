"""`inspector-server restore FILE`: a backup into an empty database, and a new epoch."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sync.server.cli import general_options, settings_of
from sync.server.cli.backup import tell_progress


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "restore",
        parents=[general_options()],
        help="restore a backup into an empty database",
        description="Restores the whole backup or, when anything in it is damaged, nothing. A new "
        "epoch begins: every tablet compares at its next sync and sends again what is missing.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Restore; 1 when a photo of the office is neither in the backup nor in the store."""
    from sync.server.stores import open_stores
    from sync.server.work.backups.restoring import restore_backup
    from sync.server.work.opening import place_of

    settings = settings_of(args)
    files, _ = open_stores(settings.files)
    restored = restore_backup(settings, files, args.file, tell_progress)
    contents = restored.contents
    told = {
        "made_at": contents.made_at,
        "epoch": restored.epoch,
        "tables": {entry.name: entry.rows for entry in contents.tables},
        "files": len(contents.files),
        "files_missing": list(restored.files_missing),
    }
    if args.json:
        print(json.dumps(told))
    else:
        print(f"A new office is begun in {place_of(settings)}.")
        print(f"{contents.rows_of('records')} records of {contents.made_at} restored.")
        print("A new epoch has begun: every tablet compares at its next sync.")
    for sha256 in restored.files_missing:
        print(f"inspector-server: file {sha256} is not here.", file=sys.stderr)
    return 1 if restored.files_missing else 0
