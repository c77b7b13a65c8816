"""Taking records in over HTTP with every check on, against a bare handler that stores the bytes.

Run by `make bench`; prints records a second, and processor time with that of the database; ends
with 1 when one falls short. Rounds of both alternate, so that what else the machine does meets
both. The clients are on the same machine and cost some of it, too.

    python -m tests.speed.bench_ingest [--workers N] [--batch N] [--database NAME] [--rounds N]
"""

import argparse
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

import psycopg

from inspector_app.devices.identity import new_record_id
from sync.protocol.digest import content_digest
from sync.server.settings import utc_now
from sync.server.tables.engine import open_database
from sync.server.tables.records import load_rechecked
from sync.server.work.rechecking import WAITING
from tests.speed.processes import cpu_seconds, parent_of
from tests.support.device import Device, inspection
from tests.support.postgres import make_database, running_postgres
from tests.support.server_process import server_process
from tests.support.stack import free_port, wait_for

TABLETS = 4
ROUNDS = 3
RECORDS = 1_000
"""So many each round and tablet."""
BATCHES, WORKERS, DATABASES = (100, 500), (1, 2), ("SQLite", "PostgreSQL")
LEAST_SHARE, LEAST_REDELIVERY, MOST_CPU_S = 0.5, 2.0, 0.9


@dataclass(frozen=True)
class Load:
    """The requests of one tablet, made before the clock starts."""

    headers: dict[str, str]
    bodies: Sequence[bytes]


@dataclass(frozen=True)
class Taken:
    """What one round took: records a second, and processor seconds for 1,000 records.

    `database_s` is what the processes of PostgreSQL took of them; SQLite has none of its own.
    """

    per_s: float
    cpu_s: float
    database_s: float


@dataclass(frozen=True)
class Target:
    """A server under load: where it listens, its process and that of its database, if any."""

    port: int
    path: str
    process: int
    database: int | None


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


def measure(target: Target, loads: Sequence[Load]) -> Taken:
    """Send one round and measure it."""
    processes = [target.process] + ([target.database] if target.database else [])
    before = [cpu_seconds(process) for process in processes]
    took = send_all(target.port, target.path, loads)
    thousands = RECORDS * len(loads) / 1000
    used = [cpu_seconds(process) - its for process, its in zip(processes, before, strict=True)]
    return Taken(thousands * 1000 / took, sum(used) / thousands, sum(used[1:]) / thousands)


def finish(target: Target, url: str, records: int) -> float:
    """Wait until all that came is evaluated again; returns what that took for 1,000 records."""
    processes = [target.process] + ([target.database] if target.database else [])
    before = sum(map(cpu_seconds, processes))
    database = open_database(url)
    while True:
        with database.reading() as connection:
            if not load_rechecked(connection, (WAITING,), after=0, limit=1):
                break
        time.sleep(0.2)
    database.close()
    return (sum(map(cpu_seconds, processes)) - before) / records * 1000


def find_postmaster(url: str) -> int:
    """Return the process of a cluster, of which every connection's is a child."""
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        return parent_of(backend)


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


def bench(name: str, places: tuple[str, str], workers: int, batch: int, rounds: int) -> list[str]:
    """Measure one arrangement, print its line, return what falls short."""
    first, again, floor, later = [], [], [], []
    database = find_postmaster(places[0]) if name == "PostgreSQL" else None
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as made,
        server_process(Path(made), places[0], workers=workers) as server,
        floor_server(places[1], workers, Path(made)) as (floor_port, floor_process),
    ):
        devices = [server.enrol() for _ in range(TABLETS)]
        assert server.process is not None
        ours = Target(server.port, "/v1/records:batch", server.process.pid, database)
        bare = Target(floor_port, "/", floor_process, database)
        for _ in range(rounds):
            loads = [make_load(device, batch) for device in devices]
            floor.append(measure(bare, loads))
            first.append(measure(ours, loads))
            later.append(finish(ours, places[0], RECORDS * TABLETS))
            again.append(measure(ours, loads))
    per_s = [median(taken.per_s for taken in each) for each in (floor, first, again)]
    cpu = [median(taken.cpu_s for taken in each) for each in (floor, first, again)]
    database_s = median(taken.database_s for taken in first)
    share, faster = per_s[1] / per_s[0], per_s[2] / per_s[1]
    print(
        f"{name:<12}{workers:>5}{batch:>7}{per_s[0]:>10.0f}{per_s[1]:>10.0f}{per_s[2]:>10.0f}"
        f"{share:>8.2f}{faster:>8.2f}{cpu[0]:>10.3f}{cpu[1]:>8.3f}{database_s:>8.3f}{cpu[2]:>8.3f}"
        f"{median(later):>8.3f}",
        flush=True,
    )
    kept = {
        f"{LEAST_SHARE} of the floor": share >= LEAST_SHARE,
        f"redelivery {LEAST_REDELIVERY} times as fast": faster >= LEAST_REDELIVERY,
        f"at most {MOST_CPU_S} s of processor time": cpu[1] <= MOST_CPU_S,
    }
    return [f"{name}, {workers} x {batch}: {what}" for what, is_kept in kept.items() if not is_kept]


def places_of(name: str, cluster: str, folder: str) -> tuple[str, str]:
    """Return where ours and the floor keep their rows."""
    if name == "PostgreSQL":
        return make_database(cluster), make_database(cluster)
    return f"sqlite:///{folder}/server.db", f"sqlite:///{folder}/floor.db"


def main() -> int:
    """Print the table; return 1 when a figure falls short."""
    parser = argparse.ArgumentParser(description="Records taken in, against a bare handler.")
    parser.add_argument("--workers", type=int, choices=WORKERS, nargs="*", default=WORKERS)
    parser.add_argument("--batch", type=int, nargs="*", default=BATCHES)
    parser.add_argument("--database", choices=DATABASES, nargs="*", default=DATABASES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    print(f"{TABLETS} tablets at once; records a second, processor seconds for 1,000 records")
    print("later: what evaluating them again took, after the last receipt")
    print(
        f"{'database':<12}{'proc.':>5}{'batch':>7}{'floor':>10}{'first':>10}{'again':>10}"
        f"{'share':>8}{'again':>8}{'cpu floor':>10}{'first':>8}{'of db':>8}{'again':>8}{'later':>8}"
    )
    short = []
    with running_postgres(durable=True) as cluster:
        for workers in chosen.workers:
            for batch in chosen.batch:
                for name in chosen.database:
                    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                        places = places_of(name, cluster, folder)
                        short += bench(name, places, workers, batch, chosen.rounds)
    print("\n".join(f"MISSED: {one}" for one in short) or "all as fast as wanted")
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
