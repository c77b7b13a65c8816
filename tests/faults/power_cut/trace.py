"""What a process really did to its files, in order: recorded with strace, data and all.

Nothing in the program is changed and nothing is stubbed: these are the writes, flushes, renames and
removals that the kernel was asked for, and among them the lines in which the program said what is
saved. A line on standard output that was written stands for what a screen showed.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.traced import run_traced

CALLS = (
    "openat,creat,close,read,write,pwrite64,pwritev,writev,lseek,ftruncate,truncate,fsync,"
    "fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,"
    "linkat,symlink,copy_file_range,sendfile,fallocate,dup,dup2,dup3,fcntl"
)
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
APPENDED = -1
"""The place of what is written to a file that was opened to be appended to: its end."""

_IGNORED = {"read", "fcntl", "fallocate", "sync_file_range"}


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that was done: `kind` is open, write, truncate, flush, rename, unlink, mkdir, said.

    `path` and `other` are relative to the traced folder, '.' is the folder itself, '..' above it.
    """

    kind: str
    path: str = ""
    other: str = ""
    at: int = 0
    data: bytes = b""


def can_trace() -> str:
    """Return '' when processes can be traced here, else why not."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt-get install strace)"
    tried = subprocess.run(
        ["strace", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False
    )
    return (
        "" if tried.returncode == 0 else f"this machine lets no process be traced: {tried.stderr}"
    )


def record(folder: Path, log: Path, *work: str) -> list[Op]:
    """Run `WORK...` under strace; returns what it did below `folder`."""
    tracing = ("-xx", "-s", "8000000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log))
    done = run_traced(work, tracing, log.parent)
    assert done.status == 0, done.error
    ops = list(_Parser(folder).parse(log))
    log.unlink()
    return ops


class _Parser:
    """Follows descriptors, so that every write is known by its file and place."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._open: dict[int, tuple[str, int]] = {}  # relative path, position

    def parse(self, log: Path) -> Iterator[Op]:
        """Give every operation of a log."""
        with log.open(encoding="ascii") as lines:
            for line in lines:
                if not (found := _LINE.match(line)) or found[1] in _IGNORED:
                    continue
                name, result = found[1], int(found[3])
                if result >= 0:
                    yield from self._understand(name, found[2], result)

    def _understand(self, name: str, given: str, result: int) -> Iterator[Op]:
        texts = []
        for text, cut in _STRING.findall(given):
            assert not cut, "strace cut a text short"
            texts.append(bytes.fromhex(text.replace("\\x", "")))
        numbers = [int(n) for n in re.findall(r"-?\b\d+\b", _STRING.sub("", given))]
        if name in ("openat", "creat"):
            yield from self._opened(texts[0], given, result)
        elif name in ("write", "pwrite64"):
            yield from self._written(name, numbers, texts[0][:result], result)
        elif name in ("rename", "unlink", "mkdir", "unlinkat", "mkdirat", "rmdir"):
            yield from self._named(name, [self._below(text) for text in texts])
        elif name in ("close", "lseek", "ftruncate", "fsync", "fdatasync"):
            yield from self._placed(name, numbers, result)
        else:
            touched = [n for n in numbers[:2] if n in self._open]
            below = [text for text in texts if self._below(text) is not None]
            assert not below, f"{name} is not understood here"
            assert not touched, f"{name} is not understood here"

    def _placed(self, name: str, numbers: list[int], result: int) -> Iterator[Op]:
        path, position = self._open.get(numbers[0], ("", 0))
        if not path:
            return
        if name == "close":
            del self._open[numbers[0]]
        elif name == "lseek" and position != APPENDED:
            self._open[numbers[0]] = (path, result)
        elif name == "ftruncate":
            yield Op("truncate", path, at=numbers[1])
        elif name in ("fsync", "fdatasync"):
            yield Op("flush", path)

    def _opened(self, path: bytes, given: str, result: int) -> Iterator[Op]:
        name = self._below(path)
        if name is None:
            self._open.pop(result, None)
            return
        self._open[result] = (name, APPENDED if "O_APPEND" in given else 0)
        if "O_CREAT" in given:
            yield Op("open", name)
        if "O_TRUNC" in given:
            yield Op("truncate", name)

    def _written(self, call: str, numbers: list[int], data: bytes, result: int) -> Iterator[Op]:
        descriptor = numbers[0]
        if descriptor == 1 and descriptor not in self._open:
            yield Op("said", data=data)
        if descriptor not in self._open:
            return
        name, position = self._open[descriptor]
        if call == "write":
            if position != APPENDED:
                self._open[descriptor] = (name, position + result)
            yield Op("write", name, at=position, data=data)
        else:
            yield Op("write", name, at=numbers[-1], data=data)

    def _named(self, call: str, names: list[str | None]) -> Iterator[Op]:
        kind = call.removesuffix("at").replace("rmdir", "unlink")
        if names[0] is None:
            assert all(name is None for name in names)
            return
        yield Op(kind, names[0], (names[1] or "") if len(names) > 1 else "")

    def _below(self, path: bytes) -> str | None:
        text = path.decode()
        if text == self._folder:
            return "."
        if text == str(Path(self._folder).parent):
            return ".."
        return (
            text.removeprefix(self._folder + "/") if text.startswith(self._folder + "/") else None
        )


def said_before(ops: list[Op], end: int) -> list[str]:
    """Return the lines that the program had said before the operation numbered `end`."""
    said = b"".join(op.data for op in ops[:end] if op.kind == "said").decode()
    return said.splitlines()
