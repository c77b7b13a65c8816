"""What the tablet knows of its server's word, and which rows of the office it could not take."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from inspector_app.store.rows import upsert_rows
from inspector_app.store.table_forms import create_table

Row = dict[str, Any]


def lay_trust(db: Database) -> None:
    """Since when the server signs its answers, and why not all may be there that was received.

    `doubt` is a code; it goes when everything was compared (`compared_at`). A tablet that its
    server did not know at the last sync is in doubt from the beginning.
    """
    for name in ("signs_since", "doubt", "doubted_at", "compared_at", "rows_told"):
        db.table("tablet").add_column(name, str)
    db.execute("""UPDATE tablet SET doubt = last_problem, doubted_at = last_attempt_at
                   WHERE last_problem = 'device_unknown'""")
    names = ("kind", "id", "why", "noted_at")
    create_table(db, "rows_aside", dict.fromkeys(names, str), pk=("kind", "id"))


def put_aside(db: Database, rows: Iterable[Row]) -> None:
    """Note rows that could not be taken: kind, id, why, noted_at."""
    upsert_rows(db, "rows_aside", list(rows), key=["kind", "id"])


def take_off(db: Database, keys: Iterable[tuple[str, str]]) -> None:
    """Forget that rows could not be taken: they came anew, and were."""
    if not any(db.query("SELECT 1 FROM rows_aside")):
        return
    for key in keys:
        db.execute("DELETE FROM rows_aside WHERE kind = ? AND id = ?", list(key))


def drop_all_aside(db: Database) -> None:
    """Forget them all: everything comes anew."""
    db.execute("DELETE FROM rows_aside")


def list_aside(db: Database) -> Sequence[Row]:
    """Return the rows that could not be taken."""
    return list(db.query("SELECT kind, id, why FROM rows_aside ORDER BY kind, id"))
