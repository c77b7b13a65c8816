"""Writing a file that appears under its name only when it is whole and safe on the disk."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector_app.store.trouble import as_trouble

_UNFINISHED = ".new-"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file, for this user alone, that takes the place of `path` unless the block raises.

    Temporary file beside it, fsync, rename, fsync of the folder. Raises StorageTrouble.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as fault:
        raise as_trouble(fault) from fault


def drop_unfinished(folder: Path) -> None:
    """Drop what killed processes left unfinished in a folder that nobody else uses now."""
    try:
        for left in folder.glob(f"{_UNFINISHED}*"):
            left.unlink()
    except OSError as fault:
        raise as_trouble(fault) from fault


def sync_folder(path: Path) -> None:
    """Flush a folder, so that the names in it survive a power cut."""
    if os.name == "nt":  # Windows cannot open a folder; its rename is in the journal
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno != errno.EINVAL:  # a stick's file system may know no flushing of folders
            raise
    finally:
        os.close(handle)
