"""Many histories on several processes; what they did is counted, what broke is told at once.

Seeds are handed out in blocks, in order, so that those which were lived are all of a range.
"""

import gc
import logging
import os
import signal
import tempfile
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.faults.forking import PROCESSES
from tests.faults.simulation.fate import Died, Killed
from tests.faults.simulation.history import run_history
from tests.faults.simulation.promises import Broken
from tests.faults.simulation.world import World

BLOCK = 25


@dataclass
class Tally:
    """What some histories did, which faults struck them, and which seeds broke a promise."""

    histories: int = 0
    did: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    broken: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what other histories did."""
        self.histories += other.histories
        self.did.update(other.did)
        self.struck.update(other.struck)
        self.broken += other.broken
        self.told = other.told

    def average(self) -> str:
        """Say what one history does on average."""
        names = ("events", "syncs", "requests", "commits", "faults")
        each = {name: self.did[name] / max(1, self.histories) for name in names}
        return ", ".join(f"{number:.1f} {name}" for name, number in each.items())


def run_many(first: int, most: int, *, jobs: int = 1, minutes: float | None = None,
             ) -> Iterator[Tally]:  # fmt: skip
    """Live through the histories from `first` on; gives the sum so far after every block.

    Ctrl-C, or the end of the time, lets the blocks end that have begun.
    """
    until = time.monotonic() + minutes * 60 if minutes else None
    stopping = _Stopping()
    sum_so_far = Tally()
    with ExitStack() as stack:
        stack.enter_context(stopping)
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=quick_folder()))
        pool = ProcessPoolExecutor(jobs, PROCESSES, _begin_work, (folder,))
        stack.enter_context(pool)
        under_way: deque[Future[Tally]] = deque()
        starts = iter(range(first, first + most, BLOCK))
        while True:
            over = stopping.asked or (until is not None and time.monotonic() > until)
            while not over and len(under_way) < 2 * jobs and (start := next(starts, 0)):
                seeds = range(start, min(start + BLOCK, first + most))
                under_way.append(pool.submit(_live_block, seeds))
            if not under_way:
                return
            sum_so_far.add(under_way.popleft().result())
            yield sum_so_far


def quick_folder() -> str | None:
    """Return a folder in memory where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


class _Stopping:
    """Notes that Ctrl-C was pressed instead of ending at once; pressed again, it does."""

    asked = False

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._ask)

    def __exit__(self, *_trouble: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, self._before)


_world: World


def _begin_work(folder: str) -> None:
    """Make the world of a worker process; the one who began it stops it."""
    global _world
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("uvicorn.error").disabled = True  # full disks are what we make here
    own = Path(folder) / str(os.getpid())
    own.mkdir()
    _world = World(own)
    gc.freeze()
    gc.set_threshold(50_000)


def _live_block(seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        trouble = live(_world, seed, tally)
        if trouble:
            tally.broken.append(seed)
            tally.told.append(trouble)
    return tally


def live(world: World, seed: int, tally: Tally) -> str:
    """Live through one history and count it; returns '' or what broke."""
    trouble = ""
    try:
        history = run_history(world, seed)
    except Broken as broken:
        trouble = str(broken)
    except (Exception, Killed, Died):  # noqa: BLE001 - tell the seed of whatever it is
        trouble = f"seed {seed}: {traceback.format_exc()}"
    else:
        tally.did["events"] += len(history.events)
    tally.histories += 1
    tally.did.update(world.count())
    tally.struck.update(one.partition(":")[0] for one in world.network.struck)
    return trouble
