"""Evaluating records again beside the serving: the new ones, and those undecided so far.

A receipt does not wait for this. While batches come in it keeps to a twentieth of one core; a start
after an upgrade may bring rule data that undecided records name. The remarks themselves tell what
is still to do, so this may end at any moment, begin anew, and run in several processes at once.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sync.server.errors import DatabaseTrouble
from sync.server.tables.counter import read_counter
from sync.server.tables.records import load_rechecked, update_rechecks
from sync.server.work.examining import read_valid
from sync.server.work.opening import Office
from sync.server.work.rechecking import UNDECIDED, WAITING
from sync.server.work.rejudging import rejudge_newer
from sync.server.work.sweeping import sweep

PAGE = 100
EVERY_S = 1.0
SWEEP_EVERY_S = 3600.0
REST = 19
"""So many times as long as a page took it rests while batches come in."""
log = logging.getLogger("uvicorn.error")


def recheck_undecided(office: Office, *, stopped: threading.Event | None = None) -> int:
    """Evaluate those records again and the new ones; returns how many remarks were written anew.

    Page by page; nothing is locked while a page is evaluated. Raises DatabaseTrouble.
    """
    return _recheck(office, (*UNDECIDED, WAITING), stopped or threading.Event())


def recheck_new(office: Office, *, stopped: threading.Event | None = None) -> int:
    """Evaluate the new records; returns how many there were. Raises DatabaseTrouble."""
    return _recheck(office, (WAITING,), stopped or threading.Event())


def _recheck(office: Office, words: Collection[str], stopped: threading.Event) -> int:
    after = written = 0
    counted, worked_s = -1, 0.0
    while not stopped.is_set():
        with office.database.reading() as connection:
            page = load_rechecked(connection, words, after=after, limit=PAGE)
            before, counted = counted, read_counter(connection)
        if not page:
            break
        if before != counted:  # something came in meanwhile
            stopped.wait(worked_s * REST)
        begun = time.monotonic()
        news: dict[tuple[str, str], list[str]] = {}
        for row in page:
            if (now := _remark(office, row)) != row.recheck:
                news.setdefault((row.recheck, now), []).append(row.id)
        if news:
            with office.database.writing() as connection:
                for (was, now), ids in news.items():
                    written += update_rechecks(connection, ids, before=was, now=now)
        after = page[-1].change_seq
        worked_s = time.monotonic() - begun
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


def decide_anew(office: Office, *, stopped: threading.Event | None = None) -> None:
    """Judge and evaluate again what an earlier version could not. Raises DatabaseTrouble."""
    rejudge_newer(office, stopped=stopped)
    recheck_undecided(office, stopped=stopped)


def _catch_up(office: Office, stopped: threading.Event) -> None:
    task: Callable[..., object] = decide_anew
    swept_at = -SWEEP_EVERY_S
    while not stopped.is_set():
        try:
            task(office, stopped=stopped)
            task = recheck_new
            if time.monotonic() - swept_at >= SWEEP_EVERY_S:
                sweep(office)
                swept_at = time.monotonic()
        except (DatabaseTrouble, OSError) as trouble:
            log.warning("records wait to be evaluated again: %s", trouble)
        stopped.wait(EVERY_S)


def _remark(office: Office, row: Any) -> str:
    """Return what our own evaluation says of a record; of one that was damaged, what it said."""
    content = read_valid(row.body)
    return str(row.recheck) if content is None else office.recheck(content)
