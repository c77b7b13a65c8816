"""Folders whose names survive a power cut: a new name is on the disk only once its folder is."""

from pathlib import Path

from inspector_app.store.whole_file import sync_folder


def make_folder(path: Path, *, mode: int = 0o777) -> None:
    """Make a folder and those above it; when this returns they survive a power cut."""
    if path.is_dir():
        return
    make_folder(path.parent, mode=mode)
    path.mkdir(mode=mode, exist_ok=True)
    sync_folder(path.parent)
