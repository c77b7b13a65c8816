"""`inspector status`: what is on this tablet, and whether it may be handed in."""

import argparse
import json
from typing import Any

DOUBTS = {
    "device_unknown": "The server does not know this tablet: what it confirmed may be lost there.",
    "epoch": "The server was restored, and has not compared yet what it holds.",
    "went_back": "The server went back to an older state, and has not compared yet what it holds.",
    "other_server": "Another server answers at this address: what was confirmed may be lost.",
    "recovered": "This database was recovered, and the server has not compared yet what it holds.",
    "never_compared": "The server has not compared yet what it holds.",
    "receipts": "A receipt is not the server's: its record counts as not confirmed.",
}
COUNTS = ("draft", "sealed", "received", "complete", "set_aside", "photos_waiting")


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("status", help="count what waits on this tablet")
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the counts."""
    from inspector_app.cli.recover import as_json, sentences
    from inspector_app.services.finding import reading_tablet
    from inspector_app.services.handing_in import hand_in
    from inspector_app.services.recovering import list_recoveries
    from inspector_app.settings import load_settings

    with reading_tablet(load_settings(args.data).folder) as tablet:
        found = hand_in(tablet)
        recovered = list_recoveries(tablet)
    counts = {name: getattr(found, name) for name in COUNTS}
    if args.json:
        told: dict[str, Any] = counts | {"safe_to_hand_in": found.safe_to_hand_in}
        if found.photos_missed:
            told["photos_missed"] = found.photos_missed
        if found.doubt:
            told["doubt"] = found.doubt
        if recovered:
            told["recoveries"] = [as_json(each) for each in recovered]
        print(json.dumps(told))
        return 0
    for name, count in counts.items():
        print(f"{name.replace('_', ' '):<15}{count:>6}")
    if found.photos_missed:
        print(f"The server lacks {found.photos_missed} photos that had left. Tell the office.")
    print("Safe to hand in." if found.safe_to_hand_in else "Not safe to hand in yet.")
    if found.doubt:
        print(DOUBTS.get(found.doubt, found.doubt))
    for each in recovered:
        print("\n".join(sentences(each)))
    return 0
