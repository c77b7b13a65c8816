"""`inspector-server backup FILE`: the whole office in one file, while it goes on working."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sync.server.cli import general_options, settings_of, tell
from sync.server.cli.output import whole_file


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "backup",
        parents=[general_options()],
        help="take a backup of database and photos",
        description="Writes one file with everything, also while the server serves. It holds the "
        "server's private key: keep it as safe as the server.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--without-files", action="store_true", help="leave the photos out; name them only"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Take the backup; 1 when a photo that should be in it is gone or changed."""
    from sync.server.work.backups.taking import take_backup
    from sync.server.work.finding import reading_office

    with (
        reading_office(settings_of(args), args.file, tell=tell) as office,
        whole_file(args.file) as file,
    ):
        taken = take_backup(office, file, with_files=not args.without_files, told=tell_progress)
    contents = taken.contents
    told = {
        "file": str(args.file),
        "bytes": args.file.stat().st_size,
        "made_at": contents.made_at,
        "tables": {entry.name: entry.rows for entry in contents.tables},
        "files": len(contents.files),
        "files_left_out": len(contents.files_left_out),
        "files_lacking": list(taken.files_lacking),
    }
    if args.json:
        print(json.dumps(told))
    else:
        print(f"{contents.rows_of('records')} records and {told['files']} files in {args.file}")
        if args.without_files:
            print(f"{told['files_left_out']} files are not in it: keep the folder of files, too.")
    for sha256 in taken.files_lacking:
        print(f"inspector-server: file {sha256} is gone or changed here.", file=sys.stderr)
    return 1 if taken.files_lacking else 0


def tell_progress(words: str) -> None:
    """Say on standard error how far it is."""
    print(words, file=sys.stderr, flush=True)
