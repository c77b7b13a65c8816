"""`inspector recover`: what is whole in a damaged database goes on in a new one."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspector_app.services.views import Recovery


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "recover",
        help="rescue what is whole in a damaged database",
        description="Looks through the tablet's whole database. Where it is damaged, the file "
        "is kept under a name with the date, and every record that proves itself goes on in a new "
        "one, with the same device and the same chain. The app does the same at its start.",
    )
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Recover if need be; 1 when something that was sealed could not be saved."""
    from inspector_app.services.finding import check_tablet
    from inspector_app.services.recovering import list_recoveries, open_or_recover
    from inspector_app.settings import load_settings

    folder = load_settings(args.data).folder
    check_tablet(folder)
    tablet = open_or_recover(folder, thorough=True)
    try:
        found = list_recoveries(tablet)
    finally:
        tablet.close()
    if args.json:
        print(json.dumps({"recoveries": [as_json(each) for each in found]}))
    elif not found:
        print("The database is sound: there was nothing to recover.")
    for each in () if args.json else found:
        print("\n".join(sentences(each)))
    return 1 if any(each.lost or each.photos_lost for each in found) else 0


def as_json(recovery: "Recovery") -> dict[str, Any]:
    """Return a recovery as the commands print it."""
    return asdict(recovery) | {"at": recovery.at.isoformat()}


def sentences(recovery: "Recovery") -> list[str]:
    """Say in words what came of a damaged database."""
    saved = f"{recovery.records} records and {recovery.drafts} begun inspections were saved."
    told = [
        f"The database was damaged and recovered at {recovery.at.isoformat()}: {saved}",
        f"The damaged file is kept as {recovery.kept_as}.",
    ]
    for lost in recovery.lost:
        named = f" ({lost.record_id})" if lost.record_id else ""
        told.append(f"Record no. {lost.seq}{named} could not be saved; the server may have it.")
    told += [f"Photo {sha256} is missing or damaged." for sha256 in recovery.photos_lost]
    return told
