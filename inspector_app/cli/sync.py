"""`inspector sync`: one whole sync, with counts and reasons."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

REASONS = {
    "offline": "the server cannot be reached",
    "captive_portal": "something else answered instead of the server; log in to the network",
    "moved": "the server's address leads elsewhere for good, perhaps to https; ask the office",
    "no_server_there": "a web server answered that is not ours; ask the office for the address",
    "forbidden_on_the_way": "something before the server, such as a proxy, forbids this",
    "too_large_on_the_way": "something before the server, such as a proxy, takes only less at once",
    "unproven": "what answered does not prove to be our server; the next sync tries again",
    "other_server": "another server answered, which proves another key; ask the office",
    "revoked": "the office has revoked this tablet",
    "device_unknown": "the server does not know this tablet; enrol it again, it keeps everything",
    "server_trouble": "the server could not take everything",
    "tls": "the server's identity could not be confirmed",
    "stopped": "the sync was stopped",
    "storage": "this tablet's storage failed",
    "protocol_too_old": "this app is too old for the server",
    "server_too_old": "the server is too old for this app",
    "photos_wait": "the photos wait for Wi-Fi, as the settings say",
    "set_aside": "the server did not take some records; they stay here, whole",
}


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("sync", help="send records and photos, fetch the office's data")
    parser.add_argument("--data", type=Path, help="the tablet's folder")
    parser.add_argument("--wifi", action="store_true", help="send photos that wait for Wi-Fi, too")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Sync once; 1 when anything remains unsent or the sync is not whole."""
    from inspector_app.services.finding import find_tablet
    from inspector_app.services.syncing import sync_now
    from inspector_app.settings import load_settings

    tablet = find_tablet(load_settings(args.data).folder)
    try:
        report = sync_now(tablet, on_wifi=args.wifi)
    finally:
        tablet.close()
    if args.json:
        print(json.dumps(asdict(report)))
    else:
        print(
            f"sent {report.records_sent}, received {report.records_received}, "
            f"set aside {report.set_aside}, remaining {report.remaining}; "
            f"photos sent {report.photos_sent}, waiting {report.photos_waiting}; "
            f"rows fetched {report.rows_pulled}; photos left {report.photos_left}"
        )
        if report.problem:
            reason = REASONS.get(report.problem, report.problem)
            print(f"inspector: {reason}. Nothing is lost.", file=sys.stderr)
    if report.clock_off_s is not None:
        minutes = abs(report.clock_off_s) // 60
        print(f"inspector: this clock is {minutes} minutes off the server's.", file=sys.stderr)
    if report.photos_missed:
        print(
            f"inspector: the server lacks {report.photos_missed} photos that had left this tablet;"
            " tell the office.",
            file=sys.stderr,
        )
    left = report.remaining or report.photos_waiting
    return 1 if left or report.problem else 0
