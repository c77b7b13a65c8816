"""Closing time: 500 tablets hand in their day at once, to one process of the server.

Each has 30 records and some photos of 20 kB, obeys Retry-After and backs off. Smaller crowds come
first, so that memory can be compared. The server has so few requests in hand at once that a part of
the larger crowds is told to wait. In the end every record and photo is counted by `verify` and in
the export.

    python -m tests.speed.bench_closing [--most TABLETS] [--photos EACH] [--at-once REQUESTS]

Takes about three minutes a database; with a whole day's 60 photos each more than ten.
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from sync.server.settings import PREFIX
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.speed.closing_tablet import ClosingTablet, Told, make_work
from tests.speed.processes import cpu_seconds, forget_peak, peak_mb, resident_mb
from tests.support.device import Device, inspection
from tests.support.postgres import make_database, running_postgres
from tests.support.server_process import ServerProcess, server_process
from tests.support.serving import opened_office
from tests.support.stack import run

CROWDS = (50, 100, 250, 500)
RECORDS, PHOTOS = 30, 6
FEWER_PHOTOS = 2
"""Of the smaller crowds: how many come at once tells in memory, not how long they stay."""
MOST_MEMORY = 1.5
AT_ONCE = 64
"""More than the threads that serve them, fewer than the tablets of all crowds but the first."""
DATABASES = ("SQLite", "PostgreSQL")


def enrolled(office: Office, url: str) -> Device:
    """Return a device that is enrolled and logged in."""
    device = Device(url)
    assert device.enrol(invite(office, name="tablet", minutes=60).code).status_code == 201
    assert device.log_in().status_code == 200
    return device


async def close(tablets: list[ClosingTablet]) -> None:
    """Let all of them send at once."""
    await asyncio.gather(*(tablet.run() for tablet in tablets))


def percentiles(taken: list[float]) -> str:
    """Spell the 50th, 95th and 99th percentile."""
    cuts = quantiles(taken, n=100)
    return "".join(f"{cuts[n - 1]:>8.2f}" for n in (50, 95, 99))


def crowd(server: ServerProcess, devices: list[Device], photos: int) -> tuple[float, int]:
    """Let these tablets hand in their day; prints a line.

    Returns the most memory in MB, and how often a tablet was told to wait.
    """
    assert server.process is not None
    process, told, content = server.process.pid, Told(), inspection()
    tablets = [
        ClosingTablet(device, make_work(device, content, RECORDS, photos), server.port, told,
                      random.Random(device.device_id))
        for device in devices
    ]  # fmt: skip
    forget_peak(process)
    used, start = cpu_seconds(process), time.perf_counter()
    asyncio.run(close(tablets))
    took, used = time.perf_counter() - start, cpu_seconds(process) - used
    refusals = " ".join(f"{status}:{many}" for status, many in told.refused.items())
    print(
        f"{len(tablets):>8}{RECORDS:>8}{photos:>8}{took:>8.0f}{used:>8.0f}"
        f"{percentiles(told.seconds['batch'])}{percentiles(told.seconds['photo'])}"
        f"{resident_mb(process):>8.0f}{peak_mb(process):>8.0f}   {refusals or '-'}, cut {told.cut}",
        flush=True,
    )
    return peak_mb(process), told.refused[503]


def bench(name: str, url: str, folder: Path, chosen: argparse.Namespace) -> bool:
    """Let the crowds come to one server.

    Tells whether nothing is lost, memory stays flat, and some were told to wait.
    """
    crowds = [many for many in CROWDS if many <= chosen.most]
    records = photos = waits = 0
    peaks = []
    limit = {f"{PREFIX}REQUESTS_AT_ONCE": str(chosen.at_once)}
    with (
        opened_office(folder, url) as office,
        server_process(folder, url, environment=limit) as server,
    ):
        assert server.process is not None
        devices = [enrolled(office, server.url) for _ in range(crowds[-1])]
        print(f"{name}: {resident_mb(server.process.pid):.0f} MB before the first")
        for many in crowds:
            each = chosen.photos if many == crowds[-1] else FEWER_PHOTOS
            peak, waited = crowd(server, devices[:many], each)
            peaks.append(peak)
            waits += waited
            records, photos = records + many * RECORDS, photos + many * each
        found = server.verify()
        options = ("--format", "ndjson", *server.options)
        exported = run("inspector-server", "export", "inspections", *options).count("\n")
    counts = {"records": records, "files": photos, "files_waiting": 0, "quarantined": {}}
    whole = exported == records and {key: found[key] for key in counts} == counts
    flat = peaks[-1] <= peaks[0] * MOST_MEMORY
    print(
        f"{name}: {found['records']} of {records} records, {found['files']} of {photos} photos, "
        f"{exported} exported; memory {peaks[-1] / peaks[0]:.2f} times; told to wait {waits} times",
        flush=True,
    )
    return whole and flat and not found["faults"] and waits > 0


def main() -> int:
    """Print the table; return 1 when something is lost or memory grows."""
    parser = argparse.ArgumentParser(description="500 tablets hand in their day at once.")
    parser.add_argument("--most", type=int, default=CROWDS[-1], help="tablets of the last crowd")
    parser.add_argument("--photos", type=int, default=PHOTOS, help="of each of them")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="requests in hand")
    parser.add_argument("--database", choices=DATABASES, nargs="*", default=DATABASES)
    chosen = parser.parse_args()
    print(f"{'':<40}{'batch s':<24}{'photo requests s':<24}{'memory MB':<16}")
    print(f"{'tablets':>8}{'records':>8}{'photos':>8}{'s':>8}{'cpu s':>8}"
          f"{'p50':>8}{'p95':>8}{'p99':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'now':>8}{'peak':>8}"
          "   refused")  # fmt: skip
    good = True
    with running_postgres(durable=True) as cluster:
        for name in chosen.database:
            with tempfile.TemporaryDirectory(prefix="bench-closing-") as made:
                url = f"sqlite:///{made}/server.db" if name == "SQLite" else make_database(cluster)
                good &= bench(name, url, Path(made), chosen)
    print(
        f"{'kept' if good else 'MISSED'}: everything received, some told to wait, "
        f"memory at most {MOST_MEMORY} times"
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
