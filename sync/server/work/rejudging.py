"""Judging again what was quarantined because its schema was newer than the server.

A newer server may know the schema. Then the record is judged as it would have been on its arrival,
by what was held before it; its bytes, its number and its receipt stay as they are.
"""

import threading
from typing import Any

from sync.protocol.digest import sha256_hex
from sync.protocol.messages import Reason
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Connection
from sync.server.tables.files import load_named_files
from sync.server.tables.records import find_links, load_of_newer_schema, update_ruling
from sync.server.work.examining import Sender, examine_again
from sync.server.work.judging import find_fork, neighbours
from sync.server.work.opening import Office
from sync.server.work.rechecking import WAITING
from sync.server.work.summing_up import LEADING_FACTS, Summary
from sync.server.work.writing import Writing

PAGE = 50


def rejudge_newer(office: Office, *, stopped: threading.Event | None = None) -> int:
    """Judge those records again whose schema is known by now; returns how many there were.

    May end after any of them, begin anew, and run in several processes at once. Raises
    DatabaseTrouble.
    """
    after = judged = 0
    while True:
        with office.database.reading() as connection:
            page = load_of_newer_schema(connection, after=after, limit=PAGE)
        for row in page:
            if stopped is not None and stopped.is_set():
                return judged
            judged += _rejudge(office, row)
            after = row.change_seq
        if not page:
            return judged


def _rejudge(office: Office, row: Any) -> bool:
    """Judge one record again; False when it must stay as it is, or another process was first."""
    if sha256_hex(row.body) != row.sha256:
        return False  # `verify` names it
    summary, reason, detail = examine_again(row.body)
    if reason is Reason.SCHEMA_UNKNOWN:
        return False
    with office.database.writing() as connection:
        last = lock_counter(connection)
        fork = "" if reason else _find_fork(connection, row)
        if fork:
            reason, detail = Reason.CHAIN_FORK, fork
        values = {name: getattr(summary, name) for name in LEADING_FACTS}
        values |= {"quarantine": reason.value if reason else "", "quarantine_detail": detail}
        values["recheck"] = "" if reason is Reason.INVALID else WAITING
        if not update_ruling(connection, row.id, values):
            return False
        if reason is None:
            _tell(office, connection, row, summary, last)
    return True


def _find_fork(connection: Connection, row: Any) -> str:
    links: dict[int, list[tuple[str, str]]] = {}
    seqs = neighbours(row.seq)
    for link in find_links(connection, row.device_id, seqs, before=row.change_seq):
        links.setdefault(link.seq, []).append((link.prev, link.entry))
    return find_fork(row.seq, row.prev, row.entry, links)


def _tell(office: Office, connection: Connection, row: Any, summary: Summary, last: int) -> None:
    """Write what every tablet hears of a sound record, as of its arrival."""
    sender = Sender(row.device_id, b"")
    writing = Writing(office, sender, row.received_at, last)
    named = load_named_files(connection, [row.id]).get(row.id, [])
    writing.add_again(row.id, summary, named)
    writing.write(connection)
