"""Every work whose power is cut, how it is prepared, and how what it lost is found."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.power_cut import losses, server_work, work
from tests.faults.power_cut.cutting import Found, Look, cut_everywhere
from tests.faults.power_cut.trace import Op, record


@dataclass(frozen=True, slots=True)
class Case:
    """A work by its module and name."""

    name: str
    module: str
    look: Look


_TABLET = "tests.faults.power_cut.work"
CASES = {
    **{name: Case(name, _TABLET, losses.find_losses) for name in work.WORK},
    "office": Case("office", "tests.faults.power_cut.server_work", server_work.find_losses),
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A work that was done once; it may be cut as often as wanted."""

    case: Case
    start: Path
    ops: list[Op]
    scratch: Path

    def cut(self, *, seed: int, every: int = 1, times: int = 1) -> Found:
        """Cut the power before every operation, or each `every`th."""
        return cut_everywhere(
            self.start, self.ops, self.scratch, self.case.look, seed=seed, every=every, times=times
        )


@contextmanager
def recorded(name: str, *controls: str) -> Iterator[Recorded]:
    """Do a work under record, in memory where there is such a folder."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        case, folder = CASES[name], base / "root" / "data"
        folder.parent.mkdir()
        if case.module == _TABLET:
            work.prepare(folder, name)
        if folder.exists():
            shutil.copytree(folder, base / "start")
        ops = record(folder, base / "log", case.module, str(folder), name, *controls)
        yield Recorded(case, base / "start", ops, base / "scratch")
    finally:
        shutil.rmtree(base)
