"""`inspector-server devices`: list the tablets, or revoke one."""

import argparse
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options, settings_of, tell

if TYPE_CHECKING:
    from sync.server.tables.devices import Device
    from sync.server.work.quotas import Left


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "devices", parents=[general_options()], help="list the tablets, or revoke one"
    )
    parser.add_argument("--revoke", metavar="ID", help="refuse this tablet from now on")
    parser.add_argument(
        "--clear",
        metavar="ID",
        help="what this tablet left in quarantine, and as photos that no record names, was looked "
        "at: it may leave as much again, and what it began to send is forgotten",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Revoke if asked to, then list."""
    from sync.server.work.enrolling import list_devices, revoke
    from sync.server.work.finding import find_office, reading_office
    from sync.server.work.quotas import clear, measure_left

    settings = settings_of(args)
    changes = args.revoke is not None or args.clear is not None
    found = closing(find_office(settings, tell=tell)) if changes else None
    with found or reading_office(settings, tell=tell) as office:
        if args.clear is not None:
            clear(office, args.clear)
        if args.revoke is not None:
            revoke(office, args.revoke)
        devices, left = list_devices(office), measure_left(office)
    if args.json:
        told = [asdict(device) | {"left": asdict(left[device.device_id])} for device in devices]
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print_table(devices, left)
    return 0


def _print_table(devices: "Sequence[Device]", left: "Mapping[str, Left]") -> None:
    if not devices:
        print("No tablet is enrolled.")
    for device in devices:
        state = f"revoked {device.revoked_at}" if device.revoked_at else "active"
        seen = device.last_seen_at or "never"
        print(f"{device.device_id}  {device.name}  {state}  last seen {seen}")
        its = left[device.device_id]
        if its.is_most:
            print(
                f"  LOOK: it left {its.quarantined} items in quarantine and {its.unnamed_photos} "
                "photos that no record names, as much as it may. Look, then --clear it."
            )
