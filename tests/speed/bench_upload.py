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
from inspector_app.services.opening import open_tablet
from inspector_app.services.outbox import TabletOutbox
from inspector_app.store import photos
from sync.client.ports import OutgoingPhoto
from sync.client.uploads import send_photo
from sync.protocol.digest import sha256_hex
from sync.server.work.enrolling import invite
from tests.speed.clients import talk_as
from tests.support.server_process import server_process
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


def main() -> int:
    """Print the ratio."""
    ours, floor = [], []
    with tempfile.TemporaryDirectory(prefix="bench-upload-") as made:
        folder, url = Path(made), f"sqlite:///{made}/server.db"
        tablet = open_tablet(folder / "tablet")
        outbox = TabletOutbox(tablet)
        with (
            opened_office(folder, url) as office,
            server_process(folder, url) as server,
            floor_server(folder) as plain,
            requests.Session() as http,
        ):
            enrol(tablet, invite(office, name="tablet", minutes=15).code, server=server.url)
            session, there = talk_as(tablet)
            for _ in range(ROUNDS):
                data = os.urandom(BYTES)
                photo = OutgoingPhoto(sha256_hex(data), BYTES, "image/jpeg")
                photos.keep_file(tablet.folder, photo.sha256, data, tablet.vault)
                with tablet.database.writing() as db:
                    photos.store_photo(db, photo.sha256, size=BYTES, media_type=photo.media_type)
                start = time.perf_counter()
                http.put(plain, data=data, timeout=60).raise_for_status()
                floor.append(time.perf_counter() - start)
                start = time.perf_counter()
                send_photo(session, office.public_key, outbox, there.limits, photo)
                ours.append(time.perf_counter() - start)
                assert office.files.has(photo.sha256)
            session.close()
        tablet.close()
    took, least = median(ours) * 1000, median(floor) * 1000
    print(f"{'a photo of 2 MB':<22}{'ms':>8}{'floor ms':>10}{'ratio':>8}   floor: a plain PUT")
    print(f"{'upload':<22}{took:>8.1f}{least:>10.1f}{took / least:>8.1f}   no limit is set")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
