"""`python -m tests.faults.failover [--rounds N | --minutes M] [--tablets N] [--records N]`.

The primary dies. Two server processes behind a balancer, one PostgreSQL with a standby, tablets
that seal and sync. In mid-load every process of the primary is killed and the standby is promoted;
nobody restarts a server. With a synchronous standby nothing that was receipted may be lost. A
standby that was behind lacks something, a new epoch begins, and when the tablets have compared
nothing is lost.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sync.server.settings import Settings
from sync.server.work.enrolling import invite
from sync.server.work.opening import open_office
from tests.support.busy_tablets import BusyTablet
from tests.support.clusters import Cluster, running_pair
from tests.support.device import Device
from tests.support.round_robin import balancing
from tests.support.server_process import ServerProcess, server_process
from tests.support.waiting import wait_until


@dataclass(frozen=True)
class Outcome:
    """What a failover did: how many receipts were given before it, and what was lost of them.

    `lost` is counted as soon as the standby is the primary, `lost_at_the_end` when every tablet
    has synced; `faults` are those that `verify` finds then.
    """

    receipted: int
    lost: int
    lost_at_the_end: int
    sealed: int
    epochs: int
    faults: list[str]


def fail_over(folder: Path, *, synchronous: bool, tablets: int, records: int) -> Outcome:
    """Let a primary die after at least so many receipts, and again as many at the new one."""
    with running_pair(synchronous=synchronous) as (primary, standby), ExitStack() as stack:
        url = f"postgresql://postgres@{primary.place},{standby.place}/postgres"
        servers = [stack.enter_context(server_process(folder, url)) for _ in range(2)]
        balancer = stack.enter_context(balancing(*(server.url for server in servers)))
        working = enrolled_tablets(folder, url, balancer.url, tablets)
        first_epoch = epoch_of(working[0])
        with at_work(working):
            wait_until(lambda: count_receipts(working) >= records)
            if not synchronous:  # from here on the standby is behind
                standby.stop("fast")
                behind = count_receipts(working)
                wait_until(lambda: count_receipts(working) >= behind + records)
            primary.kill()
            known = [tablet.acknowledged for tablet in working]
            if not synchronous:
                standby.start()
            standby.promote()
            lost = sum(count_lost(standby, receipts) for receipts in known)
            synced = [tablet.syncs for tablet in working]
            wait_until(lambda: all(
                tablet.syncs >= before + 2 for tablet, before in zip(working, synced, strict=True)
            ))  # fmt: skip
        for tablet in working:
            assert tablet.sync().problem == ""
        return Outcome(
            receipted=sum(map(len, known)),
            lost=lost,
            lost_at_the_end=sum(count_lost(standby, tablet.sealed) for tablet in working),
            sealed=sum(len(tablet.sealed) for tablet in working),
            epochs=len({first_epoch, epoch_of(working[0])}),
            faults=faults_of(servers[0], working),
        )


def enrolled_tablets(folder: Path, database: str, url: str, number: int) -> list[BusyTablet]:
    """Return tablets that are enrolled there."""
    office = open_office(Settings(folder, database, folder / "files"))
    tablets = []
    try:
        for each in range(number):
            device = Device(url)
            assert device.enrol(invite(office, name="t", minutes=15).code).status_code == 201
            tablets.append(BusyTablet(device, each))
    finally:
        office.close()
    return tablets


@contextmanager
def at_work(tablets: list[BusyTablet]) -> Iterator[None]:
    """Let tablets work meanwhile."""
    for tablet in tablets:
        tablet.start()
    try:
        yield
    finally:
        stopping = [threading.Thread(target=tablet.stop) for tablet in tablets]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()


def count_receipts(tablets: list[BusyTablet]) -> int:
    """Return how many receipts tablets hold."""
    return sum(len(tablet.acknowledged) for tablet in tablets)


def count_lost(cluster: Cluster, expected: dict[str, str]) -> int:
    """Return how many of these records a database lacks, or holds with other bytes."""
    with psycopg.connect(cluster.url) as connection:
        query = "SELECT id, encode(sha256(body), 'hex') FROM records WHERE id = ANY(%s)"
        rows = connection.execute(query, [list(expected)]).fetchall()
    held = {str(record_id): str(sha256) for record_id, sha256 in rows}
    return sum(held.get(record_id) != sha256 for record_id, sha256 in expected.items())


def epoch_of(tablet: BusyTablet) -> str:
    """Return the epoch that the servers tell."""
    return str(tablet.device.call("GET", "/v1/capabilities").json()["epoch"])


def faults_of(server: ServerProcess, tablets: list[BusyTablet]) -> list[str]:
    """Return what does not hold at the end: of `verify`, the servers' log, the tablets' queues."""
    found = server.verify()
    faults = [str(fault) for fault in found["faults"]]
    faults += [f"{found['files_waiting']} photos are missing"] * bool(found["files_waiting"])
    broken = (server.folder / "server.log").read_text().count("Exception in ASGI application")
    faults += [f"{broken} requests broke in a way that nobody foresaw"] * bool(broken)
    for tablet in tablets:
        waiting = tablet.memory.outbox.count_pending() + tablet.memory.outbox.count_photos()
        faults += [f"{waiting} wait on tablet {tablet.number}"] * bool(waiting)
    return faults


def main() -> int:
    """Kill primaries and print what became of the receipts; 1 when anything was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5, help="of each kind")
    parser.add_argument("--tablets", type=int, default=6)
    parser.add_argument("--records", type=int, default=200, help="receipts before and after")
    parser.add_argument("--minutes", type=float, help="begin no round after so long")
    args = parser.parse_args()
    bad, began = 0, time.monotonic()
    for number in range(1, args.rounds + 1):
        if args.minutes and number > 1 and time.monotonic() - began > args.minutes * 60:
            break
        for synchronous in (True, False):
            with tempfile.TemporaryDirectory() as folder:
                found = fail_over(
                    Path(folder),
                    synchronous=synchronous,
                    tablets=args.tablets,
                    records=args.records,
                )
            kind = "synchronous" if synchronous else "stale"
            print(
                f"{number} {kind} standby: {found.receipted} receipts, {found.lost} lost with the "
                f"primary, {found.lost_at_the_end} of {found.sealed} lost at the end, "
                f"{len(found.faults)} faults",
                flush=True,
            )
            bad += bool(found.faults) or found.lost_at_the_end > 0
            bad += found.lost > 0 if synchronous else found.lost == 0 or found.epochs != 2
    print(f"{bad} rounds failed" if bad else "nothing that was receipted was lost")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
