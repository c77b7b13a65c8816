"""A SQLite file is watched: removed or replaced under the server, it takes nothing more in.

Who has a file open does not notice that its name is gone, or is another file's: commits go on, into
a file that nobody will find. So before and after every transaction the names are looked up again.
"""

import os
from pathlib import Path
from typing import Any

from sync.server.errors import DatabaseTrouble

_GONE = "its file was removed or replaced; stop the server, put the file back or restore a backup"
_LOG = "log"

Identity = tuple[int, int] | None


class WatchedFile:
    """The database's file as the first connection found it."""

    def __init__(self, path: Path) -> None:
        self._path, self._log = path, Path(f"{path}-wal")
        self._first: Identity = None

    def check_file(self) -> None:
        """Raise DatabaseTrouble when the name is no longer that of the file that was opened."""
        if self._first is not None and _identity(self._path) != self._first:
            raise DatabaseTrouble(_GONE, full=False)

    def note_connection(self, info: dict[Any, Any]) -> None:
        """Note which files a new connection has opened. Raises DatabaseTrouble."""
        self._first = self._first or _identity(self._path)
        self.check_file()
        info[_LOG] = _identity(self._log)

    def check(self, info: dict[Any, Any]) -> None:
        """Raise DatabaseTrouble when this connection's files are no longer those of their names."""
        self.check_file()
        if _identity(self._log) != info.get(_LOG):
            raise DatabaseTrouble(_GONE, full=False)


def _identity(path: Path) -> Identity:
    try:
        found = os.stat(path)  # noqa: PTH116 - a millionth of a second counts here
    except OSError:
        return None
    return found.st_dev, found.st_ino
