"""A disk that loses what was not flushed: it replays operations and is cut off anywhere.

Pessimistic where POSIX promises nothing: a written sector is safe only after a flush of its file, a
name (new, renamed, removed) only after a flush of its folder. Of what was not flushed any sectors
may have arrived, in any order, and of the names a first part, as a journal keeps them.
"""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

from tests.faults.power_cut.trace import APPENDED, Op

SECTOR = 512
ALL, NONE, SOME, FEW = "all", "none", "some", "few"
ARRIVES = {ALL: 1.0, NONE: 0.0, SOME: 0.5, FEW: 0.1}
LUCK = (ALL, NONE, SOME, SOME, FEW)


@dataclass
class Inode:
    """A file: what is safe, and what was written since the last flush (place, bytes or size)."""

    safe: bytearray = field(default_factory=bytearray)
    loose: list[tuple[int, bytes | None]] = field(default_factory=list)

    def flush(self) -> None:
        """Make everything safe."""
        for at, data in self.loose:
            _apply(self.safe, at, data)
        self.loose.clear()

    def length(self) -> int:
        """Return how long the program sees it."""
        length = len(self.safe)
        for at, data in self.loose:
            length = at if data is None else max(length, at + len(data))
        return length

    def after_cut(self, chance: Random, luck: str) -> bytes:
        """Return what is found after a power cut."""
        found = bytearray(self.safe)
        for at, data in self.loose:
            if data is None:
                if chance.random() < ARRIVES[luck]:
                    _apply(found, at, None)
                continue
            for place, piece in _sectors(at, data):
                if luck == ALL or (
                    luck != NONE and chance.random() < (0.5 if luck == SOME else 0.1)
                ):
                    _apply(found, place, piece)
        return bytes(found)


class Disk:
    """The files below one folder, by name, as the program sees them and as they are safe."""

    def __init__(self, start: Path) -> None:
        self.now: dict[str, Inode | None] = {}  # None is a folder
        if start.exists():
            self.now["."] = None
            for path in sorted(start.rglob("*")):
                name = path.relative_to(start).as_posix()
                self.now[name] = Inode(bytearray(path.read_bytes())) if path.is_file() else None
        self.safe = dict(self.now)
        self.loose: list[tuple[str, dict[str, Inode | None]]] = []  # folder, names as they became

    def do(self, op: Op) -> None:
        """Replay one operation."""
        match op.kind:
            case "open":
                if op.path not in self.now:
                    self._name(op.path, Inode())
            case "write":
                file = self._file(op.path)
                file.loose.append((file.length() if op.at == APPENDED else op.at, op.data))
            case "truncate":
                self._file(op.path).loose.append((op.at, None))
            case "flush":
                self._flush(op.path)
            case "rename":
                moved = self.now[op.path]
                self._change(op.other, moved)
                self._note(op.other, {op.path: None, op.other: moved}, gone=op.path)
            case "unlink":
                self._note(op.path, {}, gone=op.path)
            case "mkdir":
                self._name(op.path, None)

    def after_cut(self, folder: Path, chance: Random, luck: str) -> None:
        """Write into `folder` what is found after a power cut now."""
        names = dict(self.safe)
        arrived = {ALL: len(self.loose), NONE: 0}.get(luck, chance.randint(0, len(self.loose)))
        for _, became in self.loose[:arrived]:
            _become(names, became)
        for name, inode in sorted(names.items()):
            if name == "." or _is_reachable(name, names):
                path = folder / name
                if inode is None:
                    path.mkdir(parents=True, exist_ok=True)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(inode.after_cut(chance, luck))

    def _file(self, name: str) -> Inode:
        inode = self.now[name]
        assert inode is not None, f"{name} is a folder"
        return inode

    def _flush(self, name: str) -> None:
        if name == ".." or self.now.get(name) is None:
            for folder, became in self.loose:
                if folder == name:
                    _become(self.safe, became)
            self.loose = [one for one in self.loose if one[0] != name]
        else:
            self._file(name).flush()

    def _name(self, name: str, inode: Inode | None) -> None:
        self._change(name, inode)
        self._note(name, {name: inode})

    def _change(self, name: str, inode: Inode | None) -> None:
        self.now[name] = inode

    def _note(self, name: str, became: dict[str, "Inode | None"], gone: str = "") -> None:
        noted: dict[str, Inode | None] = dict(became)
        if gone:
            self.now.pop(gone, None)
            noted.pop(gone, None)
            noted["-" + gone] = None
        self.loose.append((_folder_of(name), noted))


def _become(names: dict[str, Inode | None], became: dict[str, Inode | None]) -> None:
    for name, inode in became.items():
        if name.startswith("-"):
            names.pop(name[1:], None)
        else:
            names[name] = inode


def _folder_of(name: str) -> str:
    return ".." if name == "." else PurePosixPath(name).parent.as_posix()


def _is_reachable(name: str, names: dict[str, Inode | None]) -> bool:
    above = _folder_of(name)
    return above in names and (above == "." or _is_reachable(above, names))


def _sectors(at: int, data: bytes) -> list[tuple[int, bytes]]:
    pieces, start = [], 0
    while start < len(data):
        length = min(SECTOR - (at + start) % SECTOR, len(data) - start)
        pieces.append((at + start, data[start : start + length]))
        start += length
    return pieces


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data
