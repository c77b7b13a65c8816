"""`inspector-server enroll`: a one-time code for a tablet, as text and as a QR picture."""

import argparse
import json
import secrets
from contextlib import closing
from pathlib import Path
from typing import Any

from sync.server.cli import general_options, settings_of, tell


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "enroll", parents=[general_options()], help="make a one-time code for a tablet"
    )
    parser.add_argument("--name", required=True, help="the tablet's name at the office")
    parser.add_argument("--minutes", type=int, default=15, help="how long the code is good")
    parser.add_argument(
        "--device",
        default="",
        metavar="ID",
        help="let the forgotten tablet with this id, given by version 0.1.0, come again",
    )
    parser.add_argument("--public-url", metavar="URL", help="how tablets reach this server")
    parser.add_argument("--qr", type=Path, metavar="FILE.png", help="where to draw the QR code")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Make the code, draw it, print it."""
    from sync.server.addresses import is_local
    from sync.server.work.enrolling import invite
    from sync.server.work.finding import find_office

    settings = settings_of(args, public_url=args.public_url)
    with closing(find_office(settings, tell=tell)) as office:
        invitation = invite(office, name=args.name, minutes=args.minutes, for_device=args.device)
    if is_local(invitation.url):
        tell(f"{invitation.url} leads only an app on this machine here; see --public-url.")
    path = args.qr or office.settings.data / "enrolment" / f"{secrets.token_hex(8)}.png"
    _draw(invitation.qr_text, path)
    told = {
        "code": invitation.code,
        "url": invitation.url,
        "expires_at": invitation.expires_at,
        "qr_png": str(path.absolute()),
    }
    if args.json:
        print(json.dumps(told))
    else:
        print(f"Code {told['code']}, good once until {told['expires_at']}")
        print(f"Server {told['url']}")
        print(f"QR code {told['qr_png']}")
    return 0


def _draw(text: str, path: Path) -> None:
    """Draw a QR code that only its owner may read: who has it can enrol a tablet."""
    import qrcode

    from sync.server.cli.output import whole_file
    from sync.server.files import make_folder

    make_folder(path.absolute().parent)
    with whole_file(path) as file:
        qrcode.make(text).save(file)
