"""A word beside the database of how far it was, so that an older copy is not taken for the same.

Whoever copies an old `server.db` back keeps its epoch, and tablets would go on believing that all
is there. The word is written after a commit and is never ahead of it, so a power cut does no harm.
"""

from pathlib import Path
from threading import Lock

from sync.server.errors import DatabaseTrouble
from sync.server.guarding import make_private_file
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Connection, Database
from sync.server.work.epochs import begin_epoch, read_epoch

NAME = "newest"


class Witness:
    """Remembers, in this process and in a file beside the database, the newest change committed."""

    def __init__(self, folder: Path, *, keeps: bool) -> None:
        self._path, self._keeps = folder / NAME, keeps
        self._lock = Lock()
        self._seen: tuple[str, int] = ("", 0)

    def check_start(self, database: Database) -> bool:
        """Begin a new epoch when the database is older than it was; tells whether it did."""
        if not self._keeps:
            return False
        epoch, newest = self._read()
        with database.writing() as connection:
            last = lock_counter(connection)
            went_back = bool(epoch) and epoch == read_epoch(connection) and last < newest
            if went_back:
                begin_epoch(connection)
        return went_back

    def check(self, connection: Connection, last: int) -> str:
        """Return the epoch. Raises DatabaseTrouble when the database went back while we served."""
        epoch = read_epoch(connection)
        with self._lock:
            seen_epoch, seen = self._seen
        if self._keeps and epoch == seen_epoch and last < seen:
            raise DatabaseTrouble(
                "it is older than a moment ago; start the server anew", full=False
            )
        return epoch

    def note(self, epoch: str, newest: int) -> None:
        """Note what was committed. A word that cannot be written is only a word less."""
        if not self._keeps:
            return
        with self._lock:
            if self._seen[0] == epoch and newest <= self._seen[1]:
                return
            self._seen = (epoch, newest)
            try:
                make_private_file(self._path)
                self._path.write_text(f"{epoch} {newest}\n", encoding="utf-8")
            except OSError:
                return

    def _read(self) -> tuple[str, int]:
        try:
            epoch, newest = self._path.read_text(encoding="utf-8").rsplit(" ", 1)
            return epoch, int(newest)
        except (OSError, ValueError):
            return "", 0
