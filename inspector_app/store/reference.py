"""The office's data on the tablet: pages of changes written whole, single rows read back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from inspector_app.store.parts import INSTRUMENTS, SITES, note_changed, note_stale
from inspector_app.store.rows import upsert_rows
from inspector_app.store.seals import index_instruments

Body = dict[str, Any]
Change = tuple[str, str, Body | None]
"""Kind, id, and the body, or None for a row that is gone."""

KEYS = {
    "sites": "site_id",
    "instruments": "instrument_id",
    "standards": "standard_id",
    "officers": "officer_id",
    "worklist": "instrument_id",
    "history": "record_id",
    "texts": "text_id",
}

_COLUMNS = {
    "sites": ("name", "kind"),
    "instruments": (
        "site_id", "kind", "nozzle", "serial", "certificate_no", "valid_until", "status",
    ),
    "standards": ("kind", "valid_until"),
    "officers": ("name",),
    "worklist": ("due_on",),
    "history": ("instrument_id", "site_id", "finished_at", "verdict", "value", "unit"),
    "texts": (),
}  # fmt: skip
_UPPER = ("serial", "certificate_no", "nozzle")


def apply_changes(db: Database, changes: Iterable[Change]) -> None:
    """Write the changes in their order; a kind that this version does not know is passed over."""
    last: dict[str, dict[str, Body | None]] = {kind: {} for kind in KEYS}
    for kind, row_id, body in changes:
        if kind in last:
            last[kind][row_id] = body
    for kind, rows in last.items():
        _put(db, kind, [_columns(kind, key, body) for key, body in rows.items() if body])
        _drop(db, kind, [key for key, body in rows.items() if not body])
    for kind in (SITES, INSTRUMENTS):
        note_changed(db, kind, last[kind])
    index_instruments(db, {key: body for key, body in last["instruments"].items() if body})


def mark_stale(db: Database) -> None:
    """Mark every row; what the server sends again is unmarked."""
    for kind in KEYS:
        db.execute(f"UPDATE {kind} SET stale = 1")  # noqa: S608 - a name of ours


def drop_stale(db: Database) -> None:
    """Drop the rows that the server did not send again."""
    note_stale(db)
    for kind in KEYS:
        db.execute(f"DELETE FROM {kind} WHERE stale = 1")  # noqa: S608 - a name of ours


def find_body(db: Database, kind: str, id: str) -> Body | None:
    """Return the whole of one row as the office wrote it."""
    sql = f"SELECT body FROM {kind} WHERE {KEYS[kind]} = ?"  # noqa: S608 - names of ours
    return next((json.loads(row["body"]) for row in db.query(sql, [id])), None)


def list_standards(db: Database, kind: str) -> list[Body]:
    """Return the reference standards of a kind, those that stay valid longest first."""
    sql = "SELECT body FROM standards WHERE kind = ? ORDER BY valid_until DESC, standard_id"
    return [json.loads(row["body"]) for row in db.query(sql, [kind])]


def list_officer_bodies(db: Database) -> list[Body]:
    """Return the officers by name."""
    sql = "SELECT body FROM officers ORDER BY name, officer_id"
    return [json.loads(row["body"]) for row in db.query(sql)]


def list_instrument_ids(db: Database) -> list[str]:
    """Return every instrument, site by site, nozzle 2 before nozzle 10."""
    sql = """SELECT instrument_id FROM instruments
              ORDER BY site_id, CAST(nozzle AS INTEGER), nozzle, instrument_id"""
    return [row["instrument_id"] for row in db.query(sql)]


def count_rows(db: Database, kind: str) -> int:
    """Return how many rows of a kind the tablet holds."""
    return db.table(kind).count


def _columns(kind: str, id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {KEYS[kind]: id}
    for column in _COLUMNS[kind]:
        text = str(body.get(column) or "")
        row[column] = text.upper() if column in _UPPER else text
    if "finished_at" in row:
        row["finished_at"] = _in_utc(row["finished_at"])
    return row | {"body": json.dumps(body, ensure_ascii=False), "stale": 0}


def _in_utc(text: str) -> str:
    """Return an instant so that it compares as text; what is none stays as it is."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant.tzinfo else text


def _put(db: Database, kind: str, rows: list[dict[str, Any]]) -> None:
    upsert_rows(db, kind, rows, key=[KEYS[kind]])


def _drop(db: Database, kind: str, ids: Sequence[str]) -> None:
    for row_id in ids:
        db.execute(f"DELETE FROM {kind} WHERE {KEYS[kind]} = ?", [row_id])  # noqa: S608 - ours
