"""`inspector-server demo`: fills an empty server with the demo city."""

import argparse
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.cli import general_options, settings_of, tell
from sync.server.cli.days import parse_day

if TYPE_CHECKING:
    from sync.server.work.demo.filling import Demo
    from sync.server.work.opening import Office

SEED = 1
NAMES = {
    "sites": "sites",
    "instruments": "instruments",
    "standards": "reference standards",
    "officers": "officers",
    "worklist": "on the work list",
    "history": "past inspections",
}


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "demo", parents=[general_options()], help="fill an empty server with the demo city"
    )
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which city")
    parser.add_argument("--today", metavar="DATE", help="the day on which the city stands")
    parser.add_argument("--labels", type=Path, metavar="FILE.pdf", help="also print its tags")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Fill, print the tags if asked to, say what is there."""
    from sync.server.work.demo.filling import fill_with_demo
    from sync.server.work.opening import open_office

    given = parse_day(args.today)
    with closing(open_office(settings_of(args), tell=tell)) as office:
        today = given or office.now().astimezone().date()
        demo = fill_with_demo(office, seed=args.seed, today=today)
        if args.labels is not None:
            _print_tags(office, args.labels)
    if args.json:
        labels = str(args.labels.absolute()) if args.labels else None
        print(json.dumps(asdict(demo) | {"labels": labels}))
    else:
        _tell(demo, args.labels)
    return 0


def _print_tags(office: "Office", path: Path) -> None:
    from inspector_app.labels.printing import Printing
    from inspector_app.labels.stocks import DEFAULT_STOCK, find_stock
    from sync.server.cli.labels import print_tags
    from sync.server.work.labelling import choose_instruments

    printing = Printing(find_stock(DEFAULT_STOCK))
    host = office.settings.tag_hosts[0]
    print_tags(office, choose_instruments(office), path, printing, host=host)


def _tell(demo: "Demo", labels: Path | None) -> None:
    which = f"seed {demo.seed}, as it stood on {demo.today}"
    if demo.already_there:
        print(f"The demo city is here already ({which}); nothing was changed.")
    else:
        print(f"Filled with the demo city ({which}).")
    print(", ".join(f"{demo.rows[kind]} {name}" for kind, name in NAMES.items()) + ".")
    if labels is not None:
        print(f"Tags to print at 100 %: {labels}")
    else:
        print("Tags: inspector-server labels --out FILE.pdf, or inspector labels at a tablet.")
    print("A code for a tablet: inspector-server enroll --name NAME")
