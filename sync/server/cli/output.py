"""Writing a file that appears only when it is whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sync.server.files import flush_folder
from sync.server.guarding import OWNER_FILE


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write beside `path`, which takes its place at the end unless it raises.

    It is for this user alone. Raises OSError when it cannot be written.
    """
    unfinished = Path(f"{path}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)  # what was left may be open to others, or a link
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(unfinished, flags, OWNER_FILE), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        flush_folder(path.absolute().parent)
    finally:
        unfinished.unlink(missing_ok=True)
