"""`inspector status`: what is on this tablet, and whether it may be handed in."""

import argparse
import json
import sys
from typing import Any

COUNTS = ("draft", "sealed", "received", "complete", "set_aside", "photos_waiting")


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("status", help="count what waits on this tablet")
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the counts."""
    from inspector_app.cli.recover import as_json, sentences
    from inspector_app.services.handing_in import hand_in
    from inspector_app.services.opening import DATABASE_NAME, open_tablet
    from inspector_app.services.recovering import list_recoveries
    from inspector_app.settings import load_settings

    folder = load_settings(args.data).folder
    if not (folder / DATABASE_NAME).exists():
        print(f"inspector: {folder} held no tablet until now.", file=sys.stderr)
    tablet = open_tablet(folder)
    try:
        found = hand_in(tablet)
        recovered = list_recoveries(tablet)
    finally:
        tablet.close()
    counts = {name: getattr(found, name) for name in COUNTS}
    if args.json:
        told: dict[str, Any] = counts | {"safe_to_hand_in": found.safe_to_hand_in}
        if found.photos_missed:
            told["photos_missed"] = found.photos_missed
        if recovered:
            told["recoveries"] = [as_json(each) for each in recovered]
        print(json.dumps(told))
        return 0
    for name, count in counts.items():
        print(f"{name.replace('_', ' '):<15}{count:>6}")
    if found.photos_missed:
        print(f"The server lacks {found.photos_missed} photos that had left. Tell the office.")
    print("Safe to hand in." if found.safe_to_hand_in else "Not safe to hand in yet.")
    for each in recovered:
        print("\n".join(sentences(each)))
    return 0
