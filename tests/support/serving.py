"""The real server in a thread of the test, on a port of the loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from sync.protocol.limits import Limits
from sync.server.app import create_app
from sync.server.connections import GuardedProtocol
from sync.server.settings import Bucket, Settings, utc_now
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office, open_office
from tests.support.device import Device


@contextmanager
def opened_office(
    folder: Path,
    database_url: str,
    *,
    files: Path | Bucket | None = None,
    limits: Limits | None = None,
    now: Callable[[], datetime] = utc_now,
    **settled: Any,
) -> Iterator[Office]:
    """Hold an office open whose files lie in `folder` unless said; `settled` are other settings."""
    place = files or folder / "files"
    settings = Settings(folder, database_url, place, console="local")
    office = open_office(replace(settings, limits=limits or Limits(), **settled), now=now)
    try:
        yield office
    finally:
        office.close()


def make_office(folder: Path) -> None:
    """Make an empty office in a folder, as a first start does."""
    with opened_office(folder, f"sqlite:///{folder.absolute() / 'server.db'}"):
        pass


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """Serve an office; gives its address."""
    with serving_app(create_app(office)) as url:
        yield url


@contextmanager
def serving_guarded(office: Office) -> Iterator[str]:
    """Serve an office as the command does, with its guard over connections."""
    with serving_app(create_app(office), GuardedProtocol) as url:
        yield url


@contextmanager
def serving_app(app: FastAPI, http: Any = "auto") -> Iterator[str]:
    """Serve an application; gives its address. The socket listens before the server is up."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", ws="none", access_log=False, http=http
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def enrolled_device(office: Office, url: str) -> Device:
    """Return a device that is enrolled and logged in."""
    device = Device(url)
    assert device.enrol(invite(office, name="tablet", minutes=15).code).status_code == 201
    assert device.log_in().status_code == 200
    return device
