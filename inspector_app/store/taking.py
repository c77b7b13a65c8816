"""Taking rows of the office's data: all at once, and where one cannot be taken, all but that one.

Whatever a row holds, a text that is half a character, an instant in the year 1, a number where a
text belongs, it stops no other: it is set aside with the reason, and the office is told.
"""

import sqlite3
from collections.abc import Sequence

from inspector_app.store import reference
from inspector_app.store.database import Connection
from inspector_app.store.trouble import find_code
from inspector_app.store.trust import put_aside, take_off
from sync.protocol.changes import ReferenceRow

LONGEST_TOLD = 200
_UNFIT = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)
UNSTORABLE = "cannot-be-stored"


def take_rows(db: Connection, rows: Sequence[ReferenceRow], at: str) -> None:
    """Take rows in the transaction that is open. Raises what the disk raises."""
    readable = [row for row in rows if not row.why]
    unfit = [(row, row.why) for row in rows if row.why]
    if not _applied(db, readable):
        unfit += [(row, UNSTORABLE) for row in readable if not _applied(db, [row])]
    aside = {id(row) for row, _ in unfit}
    take_off(db, [(told(row.kind), told(row.id)) for row in rows if id(row) not in aside])
    put_aside(db, [
        {"kind": told(row.kind), "id": told(row.id), "why": why, "noted_at": at}
        for row, why in unfit
    ])  # fmt: skip


def told(text: str) -> str:
    """Return a text so that everybody can store and read it."""
    spelled = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    return spelled[:LONGEST_TOLD]


def _applied(db: Connection, rows: Sequence[ReferenceRow]) -> bool:
    """Apply rows, or none of them where one cannot be; tells which."""
    db.execute("SAVEPOINT taking")
    try:
        reference.apply_changes(db, [(row.kind, row.id, row.body) for row in rows])
    except (*_UNFIT, sqlite3.Error) as fault:
        if isinstance(fault, sqlite3.Error) and find_code(fault) is not None:
            raise  # the disk
        db.execute("ROLLBACK TO taking")
        db.execute("RELEASE taking")
        return False
    db.execute("RELEASE taking")
    return True
