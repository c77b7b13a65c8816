"""`inspector enroll`: makes this tablet one of a server's, with the office's one-time code."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("enroll", help="enrol this tablet with a code of the office")
    parser.add_argument("code", metavar="CODE_OR_URL", help="the code, its URL, or the QR's text")
    parser.add_argument("--server", default="", help="the server's address, if the code is bare")
    parser.add_argument("--name", default="", help="what the office calls this tablet")
    parser.add_argument("--data", type=Path, help="the tablet's folder")
    parser.add_argument(
        "--allow-http",
        action="append",
        default=[],
        metavar="HOST",
        help="speak to this host without encryption, in a network of your own",
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE.pem", help="the one certificate that is good"
    )


def run(args: argparse.Namespace) -> int:
    """Enrol and say who this tablet is."""
    from inspector_app.services.enrolling import enrol
    from inspector_app.services.finding import has_tablet
    from inspector_app.services.opening import open_tablet
    from inspector_app.settings import load_settings

    folder = load_settings(args.data).folder
    if not has_tablet(folder):
        print(f"inspector: a new tablet is begun in {folder}.", file=sys.stderr)
    tablet = open_tablet(folder)
    try:
        info = enrol(
            tablet,
            args.code,
            server=args.server,
            name=args.name,
            plain_hosts=tuple(args.allow_http),
            certificate=args.certificate,
        )
    finally:
        tablet.close()
    print(f"Enrolled at {info.server_url} as {info.name or 'this tablet'}: device {info.device_id}")
    return 0
