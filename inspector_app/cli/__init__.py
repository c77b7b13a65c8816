"""The `inspector` commands: parse, call one service, print.

Every command is a module here with `add_parser` and `run`. Only the command that runs imports what
it needs, so that `inspector evaluate` loads neither Flet nor the store.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from inspector_app.errors import InspectorError
from inspector_app.labels.options import join_shift

COMMANDS = (
    "app",
    "scan",
    "evaluate",
    "rules",
    "enroll",
    "record",
    "sync",
    "status",
    "verify",
    "export",
    "recover",
    "pin",
    "report",
    "labels",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one `inspector` command; returns its exit status (0 done, 1 check failed, 2 wrong)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("--") and given[0] != "--help"):
        given.insert(0, "app")
    parser = argparse.ArgumentParser(
        prog="inspector", description="Field inspection for legal metrology, without a network."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {}
    for name in COMMANDS:
        modules[name] = import_module(f"inspector_app.cli.{name}")
        modules[name].add_parser(commands)
    args = parser.parse_args(join_shift(given))
    try:
        return int(modules[args.command].run(args))
    except InspectorError as fault:
        print(f"inspector: {fault}", file=sys.stderr)
        if fault.hint:
            print(f"  {fault.hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1  # whoever read our output has gone
    except Exception as fault:  # noqa: BLE001 - the border of a command: never a traceback
        print(f"inspector: this failed ({type(fault).__name__}: {fault}).", file=sys.stderr)
        print("  What was confirmed before is safe. inspector verify tells more.", file=sys.stderr)
        return 2
