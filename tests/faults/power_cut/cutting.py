"""Cutting the power at every operation of a recorded work, and looking at what is left."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.power_cut.disk import LUCK, Disk
from tests.faults.power_cut.trace import Op, said_before

Look = Callable[[Path, list[str]], list[str]]


@dataclass
class Found:
    """How many cuts were made, and what was lost, by the operation before which it was cut."""

    cuts: int = 0
    losses: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def cut_everywhere(
    start: Path, ops: Sequence[Op], scratch: Path, look: Look, *, seed: int,
    every: int = 1, times: int = 1,
) -> Found:  # fmt: skip
    """Cut before every operation (or each `every`th), `times` times; `start` is the first state."""
    found, disk, chance = Found(), Disk(start), Random(seed)
    for number in range(len(ops) + 1):
        if (number + seed) % every == 0 or number == len(ops):
            for luck in _lucks(chance, times):
                place = f"cut {number} ({luck}) of seed {seed}"
                _cut(disk, scratch, chance, luck)
                found.cuts += 1
                said = said_before(list(ops), number)
                for loss in look(scratch, said):
                    found.losses.append(f"{place}: {loss}")
                shutil.rmtree(scratch, ignore_errors=True)
        if number < len(ops):
            found.kinds[ops[number].kind] += 1
            disk.do(ops[number])
    return found


def _lucks(chance: Random, times: int) -> Iterator[str]:
    for number in range(times):
        yield LUCK[number] if times >= len(LUCK) and number < len(LUCK) else chance.choice(LUCK)


def _cut(disk: Disk, scratch: Path, chance: Random, luck: str) -> None:
    scratch.parent.mkdir(parents=True, exist_ok=True)
    disk.after_cut(scratch, chance, luck)
