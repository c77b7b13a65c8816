"""A work whose system calls fail or kill it: strace does it, the program is unchanged.

`python -m tests.faults.system_calls [--every N] [--from N] [--minutes M] [--fault NAME]`:
kill -9 at each call that changes a file, and disks that are full or broken from some call on; for
tablet and server.
"""

import argparse
import math
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.power_cut import work
from tests.faults.power_cut.cases import CASES
from tests.faults.power_cut.trace import can_trace
from tests.faults.traced import run_traced

CHANGES = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink"
KILL = CHANGES + ":signal=KILL:when={}"
FULL = "pwrite64,ftruncate:error=ENOSPC:when={}+"
FULL_FOR_FILES = "fsync:error=ENOSPC:when={}+"
BROKEN_FLUSH = "fdatasync,fsync:error=EIO:when={}"
BROKEN_READ = "pread64:error=EIO:when={}+"
FAULTS = {"kill": KILL, "disk full": FULL, "photo's disk full": FULL_FOR_FILES,
          "EIO on flush": BROKEN_FLUSH, "EIO on read": BROKEN_READ}  # fmt: skip
WORKS = ("seal", "receipts", "pull", "office")
_CALL = re.compile(r"(\w+)\(\d+<([^>]*)>")
GAVE_WAY = ("StorageTrouble", "DatabaseTrouble", "OSError", "OperationalError", "DatabaseError")


@dataclass(frozen=True, slots=True)
class Injected:
    """How a work ended into which a fault was put, and what it had said and then lost."""

    status: int
    said: list[str]
    losses: list[str]
    error: str
    struck: str  # the first call that failed, as strace tells it; '' for none
    may_be_unsaid: bool = False

    @property
    def was_hit(self) -> bool:
        """True if the fault was reached."""
        return self.status != 0 or self.struck != ""

    @property
    def told_of_it(self) -> bool:
        """True if it was killed, or said in our own words that the disk fails.

        What SQLite keeps to itself is not said, and need not be.
        """
        if self.status == 0:
            return self.may_be_unsaid
        return self.status == -9 or any(name in self.error for name in GAVE_WAY)


def inject(name: str, fault: str, at: int) -> Injected:
    """Do a work with a fault from its `at`th such system call on; look at what is left."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        folder = base / "root" / "data"
        folder.parent.mkdir()
        case = CASES[name]
        if case.module == CASES["seal"].module:
            work.prepare(folder, name)
        what = FAULTS[fault].format(at)
        log = base / "log"
        tracing = ("-y", "-o", str(log), "-e", f"trace={CHANGES},pread64",
                   "-e", f"inject={what}")  # fmt: skip
        done = run_traced([case.module, str(folder), name], tracing, base)
        said = [line for line in done.output.splitlines() if line]
        losses = case.look(folder, said) if folder.exists() else [f"lost: {s}" for s in said]
        calls = log.read_text().splitlines()
        at_call = next((n for n, call in enumerate(calls) if call.endswith("(INJECTED)")), None)
        struck = "" if at_call is None else calls[at_call]
        unsaid = at_call is not None and keeps_all(struck, calls[:at_call])
        return Injected(done.status, said, losses, done.error, struck, unsaid)
    finally:
        shutil.rmtree(base)


def keeps_all(struck: str, before: list[str]) -> bool:
    """True if nothing hangs on a call that failed, so that SQLite says nothing of it.

    These are: a read, when the work still came to its end; copying the log into the database,
    for the log is still there; flushing a log to which nothing was written since it was
    flushed; SQLite's own flush of the log's folder.
    """
    if not (found := _CALL.match(struck)):
        return False
    call, path = found.groups()
    if call == "pread64" or path.endswith(".db"):
        return True
    if path.endswith("-wal"):
        last = next((one for one in reversed(before) if f"<{path}>" in one), "pwrite64")
        return not last.startswith("pwrite64")
    return call == "fdatasync" and path.endswith("/data")


def sweep(name: str, fault: str, *, first: int, every: int) -> Iterator[tuple[int, Injected]]:
    """Put the fault in at every so many calls until it is no longer reached."""
    at = first
    while True:
        ended = inject(name, fault, at)
        if not ended.was_hit:
            return
        yield at, ended
        at += every


def main() -> int:
    """Print how many faults were put in, and what was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=1)
    parser.add_argument(
        "--minutes", type=float, help="shared among works and faults; all if not given"
    )
    parser.add_argument("--fault", action="append", choices=FAULTS, help="all if not given")
    args = parser.parse_args()
    if why := can_trace():
        print(f"No fault is put in: {why}")
        return 1
    began, bad, total = time.monotonic(), 0, 0
    turns = [(fault, name) for fault in args.fault or FAULTS for name in WORKS]
    for number, (fault, name) in enumerate(turns, 1):
        hits, whole = 0, "all"
        until = began + args.minutes * 60 * number / len(turns) if args.minutes else math.inf
        for at, ended in sweep(name, fault, first=args.first, every=args.every):
            hits += 1
            if ended.losses or not ended.told_of_it:
                bad += 1
                print(f"{name}, {fault} at {at}: {ended.losses} {ended.error[-500:]}",
                      file=sys.stderr)  # fmt: skip
            if time.monotonic() > until:
                whole = f"the time was over at {at}"
                break
        total += hits
        print(f"{fault} in {name}: {hits} times, each {args.every}th call, {whole}", flush=True)
    print(f"{total} faults at system calls, {bad} with losses")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
