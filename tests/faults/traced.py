"""A work in a process of its own under strace, which watches or breaks its system calls.

The process is forked from one that has imported everything, as importing takes many times as long
as the work, and waits until strace is attached. From there on it is what a program would be.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.forking import PROCESSES

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PR_SET_PTRACER = 0x59616D61


@dataclass(frozen=True, slots=True)
class Ended:
    """How a traced work ended, and what it wrote."""

    status: int
    output: str
    error: str


def run_traced(work: Sequence[str], tracing: Sequence[str], base: Path) -> Ended:
    """Run `WORK...` (a module with `main`, and its arguments) under `strace TRACING...`.

    What it writes is kept in `base` meanwhile.
    """
    output, error = base / "output", base / "error"
    ready, go = PROCESSES.Pipe(duplex=False)
    working = PROCESSES.Process(target=_work, args=(list(work), (output, error), ready))
    working.start()
    with subprocess.Popen(
        ["strace", *tracing, "-p", str(working.pid)], stderr=subprocess.PIPE, text=True
    ) as tracer:
        assert tracer.stderr is not None
        attached = tracer.stderr.readline()
        assert "attached" in attached, attached
        go.send("go")
        working.join()
    go.close()
    ready.close()
    assert working.exitcode is not None
    ended = Ended(working.exitcode, output.read_text(), error.read_text())
    output.unlink()
    error.unlink()
    return ended


def _work(work: list[str], outputs: tuple[Path, Path], ready: "Connection[Any, Any]") -> None:
    """Be the process that works: wait until it is traced, then do it as a program would."""
    for descriptor, path in enumerate(outputs, 1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    if sys.platform == "linux":  # whoever may not trace any process of his own may trace this one
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1))
    ready.recv()
    sys.argv = work
    import_module(work[0]).main()
