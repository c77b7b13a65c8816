"""The reference data as one file: made when it is wanted and none is near, then never changed.

A file is named by its epoch, the number of its last change and its SHA-256. One that lacks no more
than a page of changes still serves: its cursor leads to them. Any server can make it anew, so
nothing is lost with the folder.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sync.protocol.changes import spell_lines
from sync.server.files import make_folder
from sync.server.tables.counter import lock_counter, read_counter
from sync.server.tables.engine import Connection
from sync.server.tables.meta import OLDEST_CURSOR, find_note, write_note
from sync.server.tables.reference import forget_deleted, load_present
from sync.server.work.epochs import read_epoch
from sync.server.work.opening import Office
from sync.server.work.telling import tell_put

SUFFIX = ".ndjson.gz"
KEPT = 3
_PACKING = 6
_COMING, _ABANDONED_S = ".coming-", 24 * 3600


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished file: everything there was at `change_seq` of an epoch."""

    path: Path
    epoch: str
    change_seq: int
    sha256: str


def get_snapshot(office: Office) -> Snapshot:
    """Return a snapshot from which a page of changes leads to now; makes one if need be."""
    found = _find_near(office)
    if found is not None:
        return found
    with office.snapshot_turn:
        return _find_near(office) or _make(office)


def find_snapshot(office: Office, sha256: str) -> Snapshot | None:
    """Return the snapshot with this hash, while it is kept."""
    return next((one for one in _list(_folder(office)) if one.sha256 == sha256), None)


def read_oldest_cursor(connection: Connection) -> int:
    """Return the number up to which deleted rows are forgotten: no older cursor can be served."""
    return int(find_note(connection, OLDEST_CURSOR) or 0)


def _find_near(office: Office) -> Snapshot | None:
    with office.database.reading() as connection:
        epoch, newest = read_epoch(connection), read_counter(connection)
    near = newest - office.settings.limits.page_rows
    ours = (one for one in _list(_folder(office)) if one.epoch == epoch)
    found = max(ours, key=lambda one: one.change_seq, default=None)
    return found if found is not None and near <= found.change_seq <= newest else None


def _make(office: Office) -> Snapshot:
    folder = _folder(office)
    make_folder(folder)
    handle, name = tempfile.mkstemp(prefix=_COMING, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            epoch, change_seq, sha256 = _write(office, file)
            file.flush()
            os.fsync(file.fileno())
        path = folder / f"{epoch}-{change_seq}-{sha256}{SUFFIX}"
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _forget_old(office, folder, change_seq)
    return Snapshot(path, epoch, change_seq, sha256)


def _write(office: Office, file: BinaryIO) -> tuple[str, int, str]:
    """Write everything there is into a file; returns epoch, last change and SHA-256."""
    hashing = _Hashing(file)
    with office.database.reading() as connection:
        epoch, newest = read_epoch(connection), read_counter(connection)
        with gzip.GzipFile("", "wb", _PACKING, hashing, mtime=0) as packed:
            for line in spell_lines(_rows(connection), next=f"{epoch}:{newest}", has_more=False):
                packed.write(line)
    return epoch, newest, hashing.digest.hexdigest()


def _rows(connection: Connection) -> Iterator[bytes]:
    for kind, row_id, body in load_present(connection):
        line = tell_put(kind, row_id, body)
        if line is not None:
            yield line


def _forget_old(office: Office, folder: Path, newest: int) -> None:
    """Keep a few snapshots, and the deleted rows of as many changes as the settings say."""
    long_ago = office.now().timestamp() - _ABANDONED_S
    for path in folder.glob(f"{_COMING}*"):
        if path.stat().st_mtime < long_ago:
            path.unlink(missing_ok=True)
    aged = sorted(_list(folder), key=lambda one: one.path.stat().st_mtime_ns)
    for one in aged[:-KEPT]:
        one.path.unlink(missing_ok=True)
    until = newest - office.settings.remembered_changes
    if until <= 0:
        return
    with office.database.writing() as connection:
        lock_counter(connection)
        if until > read_oldest_cursor(connection):
            forget_deleted(connection, until)
            write_note(connection, OLDEST_CURSOR, str(until))


def _folder(office: Office) -> Path:
    return office.settings.data / "snapshots"


def _list(folder: Path) -> Iterator[Snapshot]:
    for path in folder.glob(f"*{SUFFIX}"):
        epoch, number, sha256 = path.name.removesuffix(SUFFIX).rsplit("-", 2)
        yield Snapshot(path, epoch, int(number), sha256)


class _Hashing:
    """A file that is written, and the hash of what went into it."""

    def __init__(self, file: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def write(self, data: bytes) -> int:
        """Write bytes that count for the hash."""
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Write what is held back."""
        self._file.flush()
