"""The real server in a thread of the test, on a port of the loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import uvicorn

from sync.protocol.limits import Limits
from sync.server.app import create_app
from sync.server.settings import Settings, utc_now
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office, open_office
from tests.support.device import Device


def open_test_office(
    folder: Path,
    database_url: str,
    *,
    limits: Limits | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Office:
    """Open an office whose files lie in `folder`."""
    settings = Settings(data=folder, database=database_url, files=folder / "files")
    return open_office(replace(settings, limits=limits or Limits()), now=now)


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """Serve an office; gives its address. The socket listens before the server is up."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(office), log_level="critical", lifespan="off", ws="none", access_log=False
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
