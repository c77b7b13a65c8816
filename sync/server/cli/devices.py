"""`inspector-server devices`: list the tablets, or revoke one."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options
from sync.server.cli.offices import changing_office, reading_office

if TYPE_CHECKING:
    from sync.server.tables.devices import Device


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "devices", parents=[general_options()], help="list the tablets, or revoke one"
    )
    parser.add_argument("--revoke", metavar="ID", help="refuse this tablet from now on")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Revoke if asked to, then list."""
    from sync.server.work.enrolling import list_devices, revoke

    with reading_office(args) if args.revoke is None else changing_office(args) as office:
        if args.revoke is not None:
            revoke(office, args.revoke)
        devices = list_devices(office)
    if args.json:
        print(json.dumps([asdict(device) for device in devices], ensure_ascii=False))
    else:
        _print_table(devices)
    return 0


def _print_table(devices: "Sequence[Device]") -> None:
    if not devices:
        print("No tablet is enrolled.")
    for device in devices:
        state = f"revoked {device.revoked_at}" if device.revoked_at else "active"
        seen = device.last_seen_at or "never"
        print(f"{device.device_id}  {device.name}  {state}  last seen {seen}")
