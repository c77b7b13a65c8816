"""A SQLite file is watched: removed or replaced under the server, it takes nothing more in.

Who has a file open does not notice that its name is gone, or is another file's: commits go on, into
a file that nobody will find. So before and after every transaction the names are looked up again.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from sync.server.errors import DatabaseTrouble

LOGS = ("-wal", "-shm")
"""What is beside the file while anybody has it open."""

Identity = tuple[int, int] | None


def connector(file: Path) -> Callable[[], sqlite3.Connection]:
    """Return what connects to a file that is there, and never makes one.

    A file that was removed while the server runs must not come back empty.
    """
    uri = f"{file.absolute().as_uri()}?mode=rw"
    return lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)


class WatchedFile:
    """The database's file, and its logs, as the first connection found them.

    What is committed into a file without a name is gone with the last process that has it open, so
    it must not be receipted. A connection is held open: as long as it is, SQLite itself neither
    removes nor replaces any of these files.
    """

    def __init__(self, file: Path) -> None:
        self._file = file.absolute()
        self._logs = [Path(f"{self._file}{log}") for log in LOGS]
        self._connect = connector(self._file)
        self._lock = Lock()
        self._held: sqlite3.Connection | None = None
        self._known: dict[Path, Identity] = {}

    def begin(self) -> None:
        """Note which files these are; of the logs the first time counts. Raises DatabaseTrouble."""
        with self._lock:
            if self._held is None:
                held = self._connect()
                held.execute("SELECT count(*) FROM sqlite_master").fetchone()
                self._known.setdefault(self._file, _identity(self._file))
                self._known |= {log: _identity(log) for log in self._logs}
                self._held = held
        self.check()

    def check(self) -> None:
        """Raise DatabaseTrouble when one of the files is not the one that was opened."""
        for file, known in self._known.items():
            if known is not None and _identity(file) != known:
                raise DatabaseTrouble(
                    f"{file} was removed or replaced while it was in use; put the right file "
                    "back, or restore a backup, and start the server again",
                    full=False,
                )

    def end(self) -> None:
        """Let the files go; the logs may then be made anew, the database may not."""
        with self._lock:
            for log in self._logs:
                self._known.pop(log, None)
            if self._held is not None:
                self._held.close()
                self._held = None


def _identity(path: Path) -> Identity:
    try:
        found = os.stat(path)  # noqa: PTH116 - a millionth of a second counts here
    except OSError:
        return None
    return found.st_dev, found.st_ino
