"""`inspector-server serve`: migrate, then serve."""

import argparse
from contextlib import closing
from socket import socket
from typing import Any

from sync.server.cli import general_options, settings_of, tell
from sync.server.errors import WrongUse

KEEP_ALIVE_S = 65
SHUTDOWN_S = 10


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "serve", parents=[general_options()], help="migrate the database, then serve"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes")
    parser.add_argument("--public-url", metavar="URL", help="how tablets reach this server")
    parser.add_argument(
        "--console",
        metavar="WHO",
        help="who sees the office's pages, which have no login yet: nobody (off, unless said), "
        "who sits at this machine (local, not for use behind a proxy), or all (on)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from sync.server.addresses import listen_at
    from sync.server.app import collect_seldom, create_app
    from sync.server.descriptors import raise_limit
    from sync.server.settings import hand_to_workers
    from sync.server.work.catching_up import catching_up
    from sync.server.work.opening import open_office

    if args.workers < 1:
        raise WrongUse("At least one worker.")
    settings = settings_of(args, public_url=args.public_url, console=args.console)
    listener = listen_at(args.host, args.port)
    with closing(listener), closing(open_office(settings, tell=tell)) as office:
        raise_limit()
        with catching_up(office):
            if args.workers == 1:
                collect_seldom()
                _serve(create_app(office), listener, workers=1)
            else:  # this process watches them; every worker opens an office of its own
                hand_to_workers(settings)
                _serve("sync.server.app:create_worker", listener, workers=args.workers)
    return 0


def _serve(app: Any, listener: socket, *, workers: int) -> None:
    """Answer at a socket until told to stop."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        http="sync.server.connections:GuardedProtocol",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    if workers == 1:
        uvicorn.Server(config).run([listener])
    else:
        Multiprocess(config, sockets=[listener]).run()
