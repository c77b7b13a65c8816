"""What may strike while real code runs: a process killed at a commit, a disk that is full.

Both sides' databases are the real ones; only the two ways into them are watched. A kill is an
exception that nothing of ours catches, raised where a process could end; what was not committed
then is undone by SQLite, as it is after a real kill.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from inspector_app.store.database import TabletDatabase
from sync.server.tables.engine import Connection, Database


class Killed(BaseException):
    """The tablet's process is gone."""


class Died(BaseException):
    """The server's process is gone."""


class Fate:
    """Counts the places where a process could end, and ends it at the one that was chosen."""

    def __init__(self, ending: type[BaseException]) -> None:
        self.ending = ending
        self.full = False
        self.commits = self.kills = self.full_disks = 0
        self._left: int | None = None

    def strike_after(self, places: int | None) -> None:
        """Let the process live for so many places more, or for ever."""
        self._left = places

    def pass_place(self) -> None:
        """Pass a place where the process could end."""
        if self._left is None:
            return
        if self._left == 0:
            self._left = None
            self.kills += 1
            raise self.ending
        self._left -= 1


class WatchedTabletDatabase(TabletDatabase):
    """The tablet's database; its process may end before and after every commit."""

    fate = Fate(Killed)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Write as ever, unless the process ends or the disk is full."""
        self.fate.pass_place()
        with super().writing() as db:
            yield db
            self.fate.pass_place()
            self.fate.commits += 1
            if self.fate.full:
                self.fate.full_disks += 1
                fault = sqlite3.OperationalError("database or disk is full")
                fault.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise fault
        self.fate.pass_place()


class WatchedServerDatabase(Database):
    """The server's database; its process may end before and after every commit."""

    fate = Fate(Died)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write as ever, unless the process ends or the disk is full."""
        fate = WatchedServerDatabase.fate
        with super().writing() as connection:
            yield connection
            fate.pass_place()
            fate.commits += 1
            if fate.full:
                connection.exec_driver_sql("PRAGMA max_page_count = 1")
                try:
                    connection.exec_driver_sql("CREATE TABLE no_room AS SELECT randomblob(90000)")
                finally:
                    connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        fate.pass_place()
