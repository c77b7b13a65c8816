"""`python -m tests.faults.mutants`: breaks the product in each way and counts who notices.

The simulated histories look for most; the power cuts for the settings that only a disk can tell.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import pytest

from tests.faults.mutants.mutant import Mutant
from tests.faults.mutants.patches import MUTANTS
from tests.faults.power_cut.cases import recorded
from tests.faults.power_cut.trace import can_trace
from tests.faults.simulation.history import run_history
from tests.faults.simulation.many import quick_folder
from tests.faults.simulation.promises import Broken
from tests.faults.simulation.world import World

HISTORIES = 400
CUTS = (
    ("synchronous=NORMAL on the tablet", "pull", "1"),
    ("synchronous=OFF on the tablet", "receipts", "0"),
    ("no flush of a photo's folder", "seal", "no-folder-flush"),
    ("synchronous=NORMAL at the server", "office", "1"),
    ("a photo's file leaves before its row says so", "prune", "file-first"),
)


def find_notice(mutant: Mutant, *, first: int, histories: int = HISTORIES) -> tuple[int, str]:
    """Return the seed of the first history that notices, and the broken promise; (0, "") if none.

    What no simulated process may do, such as an exception of ours from a sync, is noticed too.
    """
    seeds = range(first, first + histories)
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(dir=quick_folder()) as folder,
    ):
        if mutant.early or mutant.look:
            mutant.apply(patch)
        if mutant.look:
            told = mutant.look()
            return (first if told else 0), told
        world = World(Path(folder))
        if not mutant.early:
            mutant.apply(patch)
        try:
            for seed in seeds:
                try:
                    run_history(world, seed)
                except Broken as broken:
                    return seed, str(broken).partition("\n")[0]
                except Exception as fault:  # noqa: BLE001 - the mutant broke down
                    return seed, f"seed {seed}: {fault!r}"
        finally:
            world.close()
    return 0, ""


def main() -> int:
    """Print who was noticed, and by what; an error when one was not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=1, help="look from this seed on")
    args = parser.parse_args()
    logging.getLogger("uvicorn.error").disabled = True
    missed = 0
    for mutant in MUTANTS:
        seed, broken = find_notice(mutant, first=args.first)
        missed += not seed
        print(f"{'caught' if seed else 'MISSED'}: {mutant.name}: {broken[:110]}", flush=True)
    if why := can_trace():
        print(f"MISSED: {len(CUTS)} that need power cuts: {why}")
        missed += len(CUTS)
    else:
        for name, work, control in CUTS:
            with recorded(work, control) as cut:
                losses = cut.cut(seed=1, every=9).losses
            missed += not losses
            told = losses[0] if losses else ""
            print(f"{'caught' if losses else 'MISSED'}: {name}: {told[:110]}", flush=True)
    total = len(MUTANTS) + len(CUTS)
    print(f"{total - missed} of {total} mutants of sync and storage were caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
