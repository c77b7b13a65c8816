"""Closing time: 500 tablets hand in their day at once, to one process of the server.

Each has 30 records and some photos of 20 kB, obeys Retry-After and backs off. Smaller crowds come
first, so that memory can be compared. In the end every record and photo is counted by `verify` and
in the export.

    python -m tests.speed.bench_closing [--most TABLETS] [--photos EACH]

Takes about three minutes a database; with a whole day's 60 photos each more than ten.
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import quantiles

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


def crowd(server: ServerProcess, devices: list[Device], photos: int) -> float:
    """Let these tablets hand in their day; prints a line, returns the most memory in MB."""
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
    return peak_mb(process)


def bench(name: str, url: str, folder: Path, most: int, most_photos: int) -> bool:
    """Let the crowds come to one server; tells whether nothing is lost and memory stays flat."""
    crowds = [many for many in CROWDS if many <= most]
    records = photos = 0
    peaks = []
    with opened_office(folder, url) as office, server_process(folder, url) as server:
        assert server.process is not None
        devices = [enrolled(office, server.url) for _ in range(crowds[-1])]
        print(f"{name}: {resident_mb(server.process.pid):.0f} MB before the first")
        for many in crowds:
            each = most_photos if many == crowds[-1] else FEWER_PHOTOS
            peaks.append(crowd(server, devices[:many], each))
            records, photos = records + many * RECORDS, photos + many * each
        found = server.verify()
        options = ("--format", "ndjson", *server.options)
        exported = run("inspector-server", "export", "inspections", *options).count("\n")
    counts = {"records": records, "files": photos, "files_waiting": 0, "quarantined": {}}
    whole = exported == records and {key: found[key] for key in counts} == counts
    flat = peaks[-1] <= peaks[0] * MOST_MEMORY
    print(
        f"{name}: {found['records']} of {records} records, {found['files']} of {photos} photos, "
        f"{exported} exported; memory {peaks[-1] / peaks[0]:.2f} times",
        flush=True,
    )
    return whole and flat and not found["faults"]


def main() -> int:
    """Print the table; return 1 when something is lost or memory grows."""
    parser = argparse.ArgumentParser(description="500 tablets hand in their day at once.")
    parser.add_argument("--most", type=int, default=CROWDS[-1], help="tablets of the last crowd")
    parser.add_argument("--photos", type=int, default=PHOTOS, help="of each of them")
    chosen = parser.parse_args()
    print(f"{'':<40}{'batch s':<24}{'photo requests s':<24}{'memory MB':<16}")
    print(f"{'tablets':>8}{'records':>8}{'photos':>8}{'s':>8}{'cpu s':>8}"
          f"{'p50':>8}{'p95':>8}{'p99':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'now':>8}{'peak':>8}"
          "   refused")  # fmt: skip
    good = True
    with running_postgres(durable=True) as cluster:
        for name in ("SQLite", "PostgreSQL"):
            with tempfile.TemporaryDirectory(prefix="bench-closing-") as made:
                url = f"sqlite:///{made}/server.db" if name == "SQLite" else make_database(cluster)
                good &= bench(name, url, Path(made), chosen.most, chosen.photos)
    print(
        f"{'kept' if good else 'MISSED'}: everything received, memory at most {MOST_MEMORY} times"
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
