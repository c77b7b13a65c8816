"""Folders whose names survive a power cut: a new name is on the disk only once its folder is."""

import os
from pathlib import Path


def make_folder(path: Path, *, mode: int = 0o777) -> None:
    """Make a folder and those above it; when this returns they survive a power cut."""
    if path.is_dir():
        return
    make_folder(path.parent, mode=mode)
    path.mkdir(mode=mode, exist_ok=True)
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Put the names in a folder on the disk."""
    if os.name == "nt":  # Windows cannot open a folder; its rename is in the journal
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
