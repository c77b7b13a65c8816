"""Keeping files by the SHA-256 of their bytes: the ports, and a folder behind them.

A file appears under its name only when it is whole, right and safely on the disk.
"""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from sync.protocol.digest import is_sha256
from sync.server.guarding import OWNER_FILE, OWNER_FOLDER

_PIECE = 1024 * 1024
COMING = ".coming-"

Span = tuple[int, int]
"""Where a piece of an upload begins and ends."""


class WrongBytes(ValueError):
    """The bytes are not those that the SHA-256 names."""


class FileStore(Protocol):
    """Files by SHA-256 (64 lower-case hex digits). Every method may raise OSError."""

    def has(self, sha256: str) -> bool:
        """True if the file is here."""

    def find(self, sha256s: Collection[str]) -> set[str]:
        """Return which of these files are here."""

    def open(self, sha256: str) -> BinaryIO:
        """Open the file for reading. Raises FileNotFoundError."""

    def put(self, sha256: str, pieces: Iterable[bytes]) -> int:
        """Store a file, again if need be; returns its length. Raises WrongBytes and keeps none."""

    def check_writable(self) -> None:
        """Write and remove something."""

    def sweep(self, before: float) -> int:
        """Remove what was on its way before an instant (POSIX) and never came; returns how many."""


class UploadStore(Protocol):
    """What has come so far of files that are on their way. Every method may raise OSError."""

    def write(self, upload_id: str, position: int, data: bytes) -> None:
        """Store a piece at its position, safely."""

    def read(self, upload_id: str, spans: Iterable[Span]) -> Iterator[bytes]:
        """Give the bytes that have come; `spans` are the pieces that count, in order."""

    def discard(self, upload_id: str) -> None:
        """Forget what has come."""

    def sweep(self, known: Collection[str], before: float) -> int:
        """Remove what came before an instant (POSIX) of unknown uploads; returns how many."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files in a folder, two levels deep by the first digits of their names."""

    folder: Path

    def has(self, sha256: str) -> bool:
        """True if the file is here."""
        return self._path(sha256).is_file()

    def find(self, sha256s: Collection[str]) -> set[str]:
        """Return which of these files are here."""
        return {sha256 for sha256 in sha256s if self.has(sha256)}

    def open(self, sha256: str) -> BinaryIO:
        """Open the file for reading. Raises FileNotFoundError."""
        return self._path(sha256).open("rb")

    def put(self, sha256: str, pieces: Iterable[bytes]) -> int:
        """Write aside, flush, compare, rename, flush the folder. Raises WrongBytes."""
        path = self._path(sha256)
        make_folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=COMING, dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                length = _write(file, pieces, sha256)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
        return length

    def check_writable(self) -> None:
        """Write and remove something."""
        make_folder(self.folder)
        with tempfile.TemporaryFile(dir=self.folder) as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())

    def sweep(self, before: float) -> int:
        """Remove what was on its way before an instant and never came; returns how many."""
        coming = self.folder.glob(f"{COMING}*")
        return sum(_remove_old(path, before) for path in coming)

    def _path(self, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise ValueError("a file's name is its SHA-256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """What has come so far of files that are still on their way, one file an upload."""

    folder: Path

    def write(self, upload_id: str, position: int, data: bytes) -> None:
        """Write a piece at its position and flush it."""
        make_folder(self.folder)
        descriptor = os.open(self.folder / upload_id, os.O_WRONLY | os.O_CREAT, OWNER_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(position)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        flush_folder(self.folder)

    def read(self, upload_id: str, spans: Iterable[Span]) -> Iterator[bytes]:  # noqa: ARG002
        """Give the bytes that have come; they lie one behind the other already."""
        path = self.folder / upload_id
        if path.exists():
            with path.open("rb") as file:
                yield from read_pieces(file)

    def discard(self, upload_id: str) -> None:
        """Forget what has come."""
        (self.folder / upload_id).unlink(missing_ok=True)

    def sweep(self, known: Collection[str], before: float) -> int:
        """Remove what came before an instant of unknown uploads; returns how many."""
        unknown = (path for path in self.folder.glob("*") if path.name not in known)
        return sum(_remove_old(path, before) for path in unknown)


def _remove_old(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except FileNotFoundError:
        return False  # another server was first
    return True


def read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Give the bytes of a file, 1 MiB at a time."""
    while piece := file.read(_PIECE):
        yield piece


def check_bytes(file: BinaryIO, sha256: str) -> None:
    """Read a file to its end. Raises WrongBytes when its SHA-256 is another."""
    digest = hashlib.sha256()
    for piece in read_pieces(file):
        digest.update(piece)
    _compare(digest.hexdigest(), sha256)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it for their owner alone, each known to the disk."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(OWNER_FOLDER, exist_ok=True)
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder, so that the names in it survive a power cut."""
    if os.name == "nt":  # Windows opens no folders; its file system journals names itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(file: BinaryIO, pieces: Iterable[bytes], sha256: str) -> int:
    digest, length = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        length += file.write(piece)
    _compare(digest.hexdigest(), sha256)
    return length


def _compare(found: str, sha256: str) -> None:
    if found != sha256:
        raise WrongBytes(f"{found} came instead of {sha256}")
