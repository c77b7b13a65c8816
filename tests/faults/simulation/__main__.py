"""`python -m tests.faults.simulation [--from SEED] [--count N | --minutes M]`: many histories."""

import argparse
import gc
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.simulation.history import run_history
from tests.faults.simulation.promises import Broken
from tests.faults.simulation.world import World


def quick_folder() -> str | None:
    """Return a folder in memory where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def main() -> int:
    """Run the histories; print every seed that broke a promise, and what was counted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--minutes", type=float, help="stop after so long, whatever the count")
    args = parser.parse_args()
    began, faults, broken, done = time.monotonic(), Counter[str](), [], 0
    logging.getLogger("uvicorn.error").disabled = True  # full disks are what we make here
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        world = World(Path(folder))
        gc.freeze()
        gc.set_threshold(50_000)
        for seed in range(args.first, args.first + args.count):
            try:
                run_history(world, seed)
            except Broken as fault:
                broken.append(seed)
                print(fault, file=sys.stderr, flush=True)
            done += 1
            if done % 500 == 0:
                print(
                    f"... {done} histories, broken: {broken or 'none'}", file=sys.stderr, flush=True
                )
            faults.update(one.partition(":")[0] for one in world.network.struck)
            if args.minutes and time.monotonic() - began > args.minutes * 60:
                break
        world.close()
    spent = time.monotonic() - began
    print(f"{done} histories (seeds {args.first} to {args.first + done - 1}), {done / spent:.0f} a "
          f"second, {faults.total()} faults struck; broken: {broken or 'none'}")  # fmt: skip
    for name, count in sorted(faults.items()):
        print(f"  {count:7} {name}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
