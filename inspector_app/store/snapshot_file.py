"""A snapshot of the office's data while it comes: one file, named by the hash it must have.

Its length is how much has come. Nothing of it counts before its hash was verified, so it needs no
flush: after a power cut what is left of it is fetched again.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_PREFIX, _SUFFIX = "snapshot-", ".part"


def find_part(folder: Path) -> tuple[str, int] | None:
    """Return the hash of the snapshot that was begun, and its length so far."""
    for path in _parts(folder):
        sha256 = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        return sha256, path.stat().st_size
    return None


def write_part(folder: Path, sha256: str, position: int, pieces: Iterable[bytes]) -> None:
    """Write at a position what comes, and cut off what stood behind it; drops any other part."""
    mine = _path(folder, sha256)
    for other in _parts(folder):
        if other != mine:
            other.unlink(missing_ok=True)
    with mine.open("r+b" if mine.exists() else "w+b") as file:
        file.truncate(position)
        file.seek(position)
        for piece in pieces:
            file.write(piece)


def open_part(folder: Path, sha256: str) -> BinaryIO:
    """Open what is here for reading. Raises OSError."""
    return _path(folder, sha256).open("rb")


def drop_parts(folder: Path) -> None:
    """Remove what is here."""
    for path in _parts(folder):
        path.unlink(missing_ok=True)


def _path(folder: Path, sha256: str) -> Path:
    return folder / f"{_PREFIX}{sha256}{_SUFFIX}"


def _parts(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))
