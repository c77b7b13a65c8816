"""Taking records in over HTTP with every check on, against a bare handler that stores the bytes.

Run by `make bench`; prints records a second and processor time, and ends with 1 when one falls
short. Rounds of both alternate, so that what else the machine does meets both.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from inspector_app.devices.identity import new_record_id
from sync.protocol.digest import content_digest
from sync.server.settings import utc_now
from tests.support.device import Device, inspection
from tests.support.postgres import make_database, running_postgres
from tests.support.server_process import server_process
from tests.support.stack import free_port, wait_for

TABLETS = 4
ROUNDS = 3
RECORDS = 1_200
"""So many each round and tablet."""
LEAST_SHARE, LEAST_REDELIVERY = 0.5, 2.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """The requests of one tablet, made before the clock starts."""

    headers: dict[str, str]
    bodies: Sequence[bytes]


@dataclass(frozen=True)
class Taken:
    """What one round took: records a second, and processor seconds for 1,000 records."""

    per_s: float
    cpu_s: float


def make_load(device: Device, batch: int) -> Load:
    """Seal the records of one round and pack them as a tablet does."""
    content = inspection(photos=[device.device_id.encode()])
    bodies = []
    for start in range(0, RECORDS, batch):
        many = min(batch, RECORDS - start)
        items = [
            device.seal_content(content | {"id": new_record_id(utc_now())}) for _ in range(many)
        ]
        bodies.append(gzip.compress(json.dumps({"records": items}).encode(), 6))
    headers = {
        "Authorization": f"Bearer {device.token}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Accept-Encoding": "gzip",
    }
    return Load(headers, bodies)


def send_all(port: int, path: str, loads: Sequence[Load]) -> float:
    """Send every load at once, a connection a tablet; returns the seconds that it took."""
    faults: list[str] = []
    ready = threading.Barrier(len(loads) + 1)

    def send(load: Load) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        ready.wait()
        for body in load.bodies:
            headers = load.headers | {"Content-Digest": content_digest(body)}
            connection.request("POST", path, body, headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != 200:
                faults.append(str(reply.status))
        connection.close()

    threads = [threading.Thread(target=send, args=(load,)) for load in loads]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return time.perf_counter() - start


def cpu_seconds(process: int) -> float:
    """Return the processor time of a process and its children so far."""
    total = 0.0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == process or int(fields[1]) == process:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def measure(port: int, process: int, path: str, loads: Sequence[Load]) -> Taken:
    """Send one round and measure it."""
    before = cpu_seconds(process)
    took = send_all(port, path, loads)
    many = RECORDS * len(loads)
    return Taken(many / took, (cpu_seconds(process) - before) / many * 1000)


@contextmanager
def floor_server(database: str, workers: int, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve the bare handler; gives its port and process."""
    port, log = free_port(), folder / "floor.log"
    command = [sys.executable, "-m", "uvicorn", "tests.speed.floor_server:app", "--port", str(port)]
    command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
    with log.open("ab") as output:
        environment = os.environ | {"FLOOR_DATABASE": database}  # noqa: TID251 - for the floor alone
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def bench(name: str, ours: str, floors: str, workers: int, batch: int, folder: Path) -> bool:
    """Measure one arrangement, print its line, tell whether it is as fast as it must be."""
    first, again, floor = [], [], []
    with (
        server_process(folder, ours, workers=workers) as server,
        floor_server(floors, workers, folder) as (floor_port, floor_process),
    ):
        devices = [server.enrol() for _ in range(TABLETS)]
        assert server.process is not None
        for _ in range(ROUNDS):
            loads = [make_load(device, batch) for device in devices]
            floor.append(measure(floor_port, floor_process, "/", loads))
            for taken in (first, again):
                path = "/v1/records:batch"
                taken.append(measure(server.port, server.process.pid, path, loads))
    rates = [median(taken.per_s for taken in each) for each in (floor, first, again)]
    cpu = [median(taken.cpu_s for taken in each) for each in (floor, first, again)]
    share, faster = rates[1] / rates[0], rates[2] / rates[1]
    print(
        f"{name:<12}{workers:>5}{batch:>7}{rates[0]:>10.0f}{rates[1]:>10.0f}{rates[2]:>10.0f}"
        f"{share:>8.2f}{faster:>8.2f}{cpu[0]:>10.2f}{cpu[1]:>8.2f}{cpu[2]:>8.2f}",
        flush=True,
    )
    return share >= LEAST_SHARE and faster >= LEAST_REDELIVERY


def main() -> int:
    """Print the table; return 1 when a figure falls short."""
    print(f"{TABLETS} tablets at once; records a second, processor seconds for 1,000 records")
    print(
        f"{'database':<12}{'proc.':>5}{'batch':>7}{'floor':>10}{'first':>10}{'again':>10}"
        f"{'share':>8}{'again':>8}{'cpu floor':>10}{'first':>8}{'again':>8}"
    )
    good = True
    with running_postgres(durable=True) as cluster:
        for workers in (1, 2):
            for batch in (100, 500):
                for name in ("SQLite", "PostgreSQL"):
                    with tempfile.TemporaryDirectory(prefix="bench-") as made:
                        folder = Path(made)
                        ours = f"sqlite:///{folder}/server.db"
                        floors = f"sqlite:///{folder}/floor.db"
                        if name == "PostgreSQL":
                            ours, floors = make_database(cluster), make_database(cluster)
                        good &= bench(name, ours, floors, workers, batch, folder)
    verdict = "all as fast as wanted" if good else "MISSED"
    print(f"{verdict}: share of the floor {LEAST_SHARE}, redelivery {LEAST_REDELIVERY} times")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
