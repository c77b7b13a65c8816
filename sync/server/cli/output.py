"""Writing a file that appears only when it is whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sync.server.files import flush_folder


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write beside `path`, which takes its place at the end unless it raises.

    A private one is for this user alone. Raises OSError when it cannot be written.
    """
    unfinished = Path(f"{path}.unfinished")
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(unfinished, flags, 0o600 if private else 0o666), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        flush_folder(path.absolute().parent)
    finally:
        unfinished.unlink(missing_ok=True)
