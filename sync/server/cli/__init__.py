"""The `inspector-server` commands: parse, call the office's work, print.

Every command is a module here with `add_parser` and `run`, which imports what it needs: without
the server's packages a sentence says what to install. The general options (--data,
--database, --files) may stand before or after the command.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import TYPE_CHECKING

from inspector_app.labels.options import join_shift
from sync.server.errors import DatabaseTrouble, WrongUse

if TYPE_CHECKING:
    from sync.server.settings import Settings

COMMANDS = (
    "serve",
    "enroll",
    "devices",
    "import",
    "import-bundle",
    "export",
    "labels",
    "demo",
    "report",
    "verify",
    "backup",
    "restore",
    "new-epoch",
)
GENERAL = {
    "data": ("DIR", "where database and files are kept unless said otherwise"),
    "database": ("URL", "sqlite:///FILE or postgresql://..."),
    "files": ("PLACE", "where photos are kept: DIR or s3://BUCKET/PREFIX"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (0 done, 1 a check failed, 2 wrong use)."""
    parser = argparse.ArgumentParser(
        prog="inspector-server",
        description="The central server of field inspection.",
        parents=[general_options()],
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {}
    for name in COMMANDS:
        modules[name] = import_module(f"{__name__}.{_module_of(name)}")
        modules[name].add_parser(commands)
    args = parser.parse_args(join_shift(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is spelled
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(modules[args.command].run(args))
    except WrongUse as fault:
        print(f"inspector-server: {fault}", file=sys.stderr)
    except DatabaseTrouble as fault:
        print(f"inspector-server: the database cannot be used: {fault}", file=sys.stderr)
    except ModuleNotFoundError as fault:
        print(f"inspector-server: the package {fault.name} is not installed", file=sys.stderr)
        print("  The server's packages: pip install 'field-inspector[server]'", file=sys.stderr)
    except OSError as fault:
        where = f": {fault.filename}" if fault.filename else ""
        print(f"inspector-server: {fault.strerror or fault}{where}", file=sys.stderr)
    return 2


def _module_of(command: str) -> str:
    """Return the module of a command: import-bundle is import_bundle, import is import_."""
    name = command.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


def general_options() -> argparse.ArgumentParser:
    """Return the general options, to be a parent of a command's parser."""
    general = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for name, (metavar, meaning) in GENERAL.items():
        general.add_argument(f"--{name}", metavar=metavar, help=meaning)
    return general


def tell(sentence: str) -> None:
    """Say on standard error what a person should know beside the result."""
    print(f"inspector-server: {sentence}", file=sys.stderr, flush=True)


def settings_of(args: argparse.Namespace, **given: str | None) -> "Settings":
    """Make the settings from a command's options. Raises WrongUse."""
    from sync.server.settings import load_settings

    options = {name: getattr(args, name, None) for name in GENERAL}
    return load_settings(options | given)
