"""`inspector app`: opens the app in this machine's browser, on the loopback only."""

import argparse
import sys
from pathlib import Path
from typing import Any

from inspector_app.errors import WrongUse

PORT = 8550
PORTS = range(1, 65536)


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("app", help="open the app (the default)")
    parser.add_argument("--data", type=Path, help="the tablet's folder")
    parser.add_argument("--port", type=int, default=PORT, help="port on 127.0.0.1")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; 2 when the port is taken."""
    if args.port not in PORTS:
        raise WrongUse("A port is a number from 1 to 65535.", hint="Choose another --port.")
    if _is_taken(args.port):
        raise WrongUse(
            f"port {args.port} is in use", hint="Stop what runs there, or choose another --port."
        )
    from inspector_app.app import serve
    from inspector_app.services.finding import has_tablet
    from inspector_app.settings import load_settings

    folder = load_settings(args.data).folder
    if not has_tablet(folder):
        print(f"inspector: a new tablet is begun in {folder}.", file=sys.stderr)
    serve(
        folder,
        port=args.port,
        open_browser=not args.no_browser and _has_browser(),
        tell=_tell_link,
    )
    return 0


def _tell_link(link: str) -> None:
    print(f"The app opens with this link, for you alone: {link}", flush=True)


def _is_taken(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _has_browser() -> bool:
    import webbrowser

    try:
        return webbrowser.get() is not None
    except webbrowser.Error:
        return False
