"""`inspector record FILE...`: seals finished inspections from JSON files, all of them or none."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspector_app.metrology.model import InvalidInput
    from inspector_app.services.recording import Source


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "record",
        help="seal finished inspections from JSON files",
        description="Takes one inspection or a list of them from each file, through the same "
        "checks as the screens; at least one officer each. All are sealed, or none when any is "
        "wrong. An inspection with an id is never sealed twice.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="JSON file, - for standard input")
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print id, seq, sha256 and verdict")


def run(args: argparse.Namespace) -> int:
    """Print the id of every record; 2 when any inspection is wrong, and then none is sealed."""
    from inspector_app.metrology.model import InvalidInput
    from inspector_app.services.finding import find_tablet
    from inspector_app.services.plausibility import remarks_on
    from inspector_app.services.recording import record_all
    from inspector_app.settings import load_settings

    try:
        sources = [source for name in args.files for source in _sources(name, args.files)]
        tablet = find_tablet(load_settings(args.data).folder)
        try:
            lines = record_all(tablet, sources)
            remarks = [
                f"{source.name}: {told}".lstrip(": ")
                for source in sources
                for told in remarks_on(source.document, source.folder, tablet.rulebook)
            ]
        finally:
            tablet.close()
    except InvalidInput as wrong:
        _print_faults(wrong, as_json=args.json)
        return 2
    for remark in remarks:
        print(f"inspector: note: {remark}.", file=sys.stderr)
    if args.json:
        keys = [(line.record_id, line.seq, line.sha256, line.verdict.value) for line in lines]
        names = ("id", "seq", "sha256", "verdict")
        print(json.dumps([dict(zip(names, key, strict=True)) for key in keys], indent=2))
    else:
        for line in lines:
            print(line.record_id)
    return 0


def _sources(name: str, names: list[str]) -> "list[Source]":
    """Return the inspections of one file; a fault names the file when there are several."""
    from inspector_app.metrology.document import read_document
    from inspector_app.metrology.model import Fault, InvalidInput
    from inspector_app.services.recording import Source

    file = f"{name}: " if len(names) > 1 else ""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        document = read_document(data)
    except (OSError, ValueError) as fault:
        raise InvalidInput((Fault("", f"cannot read {name!a}"),)) from fault
    except InvalidInput as wrong:
        faults = (Fault("", f"{file}{fault.message}") for fault in wrong.faults)
        raise InvalidInput(tuple(faults)) from wrong
    folder = Path.cwd() if name == "-" else Path(name).parent
    if not isinstance(document, list):
        return [Source(document, folder, file)]
    return [Source(one, folder, f"{file}[{index}]") for index, one in enumerate(document)]


def _print_faults(wrong: "InvalidInput", *, as_json: bool) -> None:
    if as_json:
        errors = [{"path": fault.path, "message": fault.message} for fault in wrong.faults]
        print(json.dumps({"errors": errors}, indent=2))
    for fault in wrong.faults:
        print(f"inspector: {fault}", file=sys.stderr)
