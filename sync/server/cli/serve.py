"""`inspector-server serve`: migrate, then serve."""

import argparse
from typing import Any

from sync.server.cli import general_options, settings_of, tell_if_new
from sync.server.errors import WrongUse

KEEP_ALIVE_S = 65
SHUTDOWN_S = 10
PORTS = range(65536)


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "serve", parents=[general_options()], help="migrate the database, then serve"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes")
    parser.add_argument("--public-url", metavar="URL", help="how tablets reach this server")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    import uvicorn

    from sync.server.app import collect_seldom, create_app
    from sync.server.settings import hand_to_workers
    from sync.server.work.catching_up import catching_up
    from sync.server.work.opening import open_office

    if args.workers < 1 or args.port not in PORTS:
        raise WrongUse("At least one worker, and a port from 0 to 65535.")
    settings = settings_of(args, public_url=args.public_url)
    tell_if_new(settings)
    office = open_office(settings)
    options: dict[str, Any] = {
        "host": args.host,
        "port": args.port,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": KEEP_ALIVE_S,
        "timeout_graceful_shutdown": SHUTDOWN_S,
    }
    with catching_up(office):
        if args.workers == 1:
            collect_seldom()
            uvicorn.run(create_app(office), **options)
        else:  # this process watches them; every worker opens an office of its own
            hand_to_workers(settings)
            worker = "sync.server.app:create_worker"
            uvicorn.run(worker, factory=True, workers=args.workers, **options)
    office.close()
    return 0
