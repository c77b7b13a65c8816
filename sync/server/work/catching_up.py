"""Evaluating again, beside the serving, the records about which nothing could be said so far.

A start after an upgrade may bring the rule data that they name. The remarks themselves tell what
is still to do, so this may end at any moment, begin anew, and run in several processes at once.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync.server.errors import DatabaseTrouble
from sync.server.tables.records import load_rechecked, update_recheck
from sync.server.work.examining import read_valid
from sync.server.work.opening import Office
from sync.server.work.rechecking import UNDECIDED

PAGE = 100
log = logging.getLogger("uvicorn.error")


def recheck_undecided(office: Office, *, stopped: threading.Event | None = None) -> int:
    """Evaluate those records again, page by page; returns how many remarks were written anew.

    Nothing is locked while a page is evaluated. Raises DatabaseTrouble.
    """
    after = written = 0
    while stopped is None or not stopped.is_set():
        with office.database.reading() as connection:
            page = load_rechecked(connection, UNDECIDED, after=after, limit=PAGE)
        if not page:
            break
        remarks = [(row, _remark(office, row)) for row in page]
        news = [(row, now) for row, now in remarks if now != row.recheck]
        if news:
            with office.database.writing() as connection:
                for row, now in news:
                    written += update_recheck(connection, row.id, before=row.recheck, now=now)
        after = page[-1].change_seq
    return written


@contextmanager
def catching_up(office: Office) -> Iterator[None]:
    """Do that in a thread of its own, for as long as the server serves at the longest."""
    stopped = threading.Event()
    thread = threading.Thread(target=_catch_up, args=(office, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _catch_up(office: Office, stopped: threading.Event) -> None:
    try:
        written = recheck_undecided(office, stopped=stopped)
    except DatabaseTrouble as trouble:
        log.warning("records wait for the next start to be evaluated again: %s", trouble)
    else:
        if written:
            log.info("%d records could be evaluated again", written)


def _remark(office: Office, row: Any) -> str:
    """Return what our own evaluation says of a record; of one that was damaged, what it said."""
    content = read_valid(row.body)
    return str(row.recheck) if content is None else office.recheck(content)
