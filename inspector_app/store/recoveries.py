"""What is remembered of a damaged database that was replaced by what was whole in it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


def insert_recovery(db: Database, *, at: str, kept_as: str, told: Mapping[str, Any]) -> None:
    """Note that the database was replaced, where the damaged one is kept, and what came of it."""
    text = json.dumps(told, ensure_ascii=False)
    db.table("recoveries").insert({"at": at, "kept_as": kept_as, "told": text})


def list_recoveries(db: Database) -> list[Row]:
    """Return every recovery, the latest first; `told` is what was noted."""
    rows = db.query("SELECT * FROM recoveries ORDER BY id DESC")
    return [row | {"told": json.loads(row["told"])} for row in rows]


def mark_seen(db: Database, at: str) -> None:
    """Note that the inspector was told of every recovery."""
    db.execute("UPDATE recoveries SET seen_at = ? WHERE seen_at IS NULL", [at])


def insert_lost(db: Database, rows: Iterable[Row]) -> None:
    """Note records that could not be saved: seq, at, and id and entry where they are known.

    What was noted of a number before stays.
    """
    db.table("lost_records").insert_all(rows, ignore=True)


def list_lost(db: Database) -> dict[int, Row]:
    """Return the records that could not be saved, by their number."""
    return {row["seq"]: row for row in db.query("SELECT * FROM lost_records ORDER BY seq")}
