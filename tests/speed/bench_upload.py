"""A photo's way to the server, resumable and signed for, against a plain PUT of the same bytes.

The real client takes the photo from a real tablet's folder and notes there how far it is; the real
server's process takes it by tus. The floor is one request to a bare handler that flushes the file.
Run by `make bench`; prints milliseconds and the ratio, for which no limit is set.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import requests

from inspector_app.services.enrolling import enrol
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.store import photos
from inspector_app.store.tablet import load_tablet_row
from sync.client.ports import Identity, OutgoingPhoto
from sync.client.session import Session
from sync.client.uploads import send_photo
from sync.protocol.digest import sha256_hex
from sync.protocol.limits import Limits
from sync.server.work.enrolling import invite
from tests.speed.bench_pull import identity_of, open_session
from tests.support.server_process import ServerProcess, server_process
from tests.support.serving import opened_office
from tests.support.stack import free_port, wait_for

BYTES, ROUNDS = 2_000_000, 15


@contextmanager
def floor_server(folder: Path) -> Iterator[str]:
    """Serve the bare handler; gives its address."""
    port, log = free_port(), folder / "floor.log"
    command = [sys.executable, "-m", "uvicorn", "tests.speed.floor_files:app", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    environment = os.environ | {"FLOOR_FOLDER": str(folder)}  # noqa: TID251 - for the floor alone
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()
