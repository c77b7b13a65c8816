"""Photos that left the tablet: their rows say when, and keep the server's word that it has them."""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

GUARDS = (
    """CREATE TRIGGER photos_leave_only_when_held BEFORE UPDATE OF left_at ON photos
       WHEN NEW.left_at IS NOT NULL AND (
         NEW.left_sig IS NULL OR NEW.confirmed_at IS NULL
         OR EXISTS (SELECT 1 FROM draft_photos WHERE sha256 = NEW.sha256)
         OR EXISTS (SELECT 1 FROM record_photos JOIN records ON records.id = record_id
                     WHERE record_photos.sha256 = NEW.sha256 AND state <> 'complete'))
       BEGIN SELECT RAISE(ABORT, 'a photo leaves only when the server holds it'); END""",
    """CREATE TRIGGER what_left_was_confirmed BEFORE UPDATE OF confirmed_at ON photos
       WHEN NEW.confirmed_at IS NULL AND NEW.left_at IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a photo that left cannot be sent again'); END""",
)


def lay_departures(db: Database) -> None:
    """When the file of a photo left, the server's signed word that it holds it, and since when not.

    `missed_at` is when the server first lacked a photo that had left: nobody here can send it.
    """
    for name in ("left_at", "left_sig", "missed_at"):
        db.table("photos").add_column(name, str)
    for trigger in GUARDS:
        db.execute(trigger)


def list_naming(db: Database, sha256: str = "") -> Iterator[Row]:
    """Give each photo of a record that is here, by photo, with each record that names it.

    With `sha256` only that photo.
    """
    sql = """SELECT p.sha256, r.id, r.sha256 AS record_sha256, r.state, r.receipt,
                    EXISTS (SELECT 1 FROM draft_photos AS d WHERE d.sha256 = p.sha256) AS in_draft
               FROM photos AS p
               JOIN record_photos AS l ON l.sha256 = p.sha256
               JOIN records AS r ON r.id = l.record_id
              WHERE p.left_at IS NULL AND :sha256 IN ('', p.sha256)
              ORDER BY p.sha256, r.seq"""
    return iter(db.query(sql, {"sha256": sha256}))


def note_left(db: Database, sha256: str, at: str, sig: str) -> None:
    """Note that a photo leaves now, on the server's signed word that it holds it."""
    db.execute("UPDATE photos SET left_at = ?, left_sig = ? WHERE sha256 = ?", [at, sig, sha256])


def has_left(db: Database, sha256: str) -> bool:
    """True if a photo has left."""
    return any(db.query("SELECT 1 FROM photos WHERE sha256 = ? AND left_at IS NOT NULL", [sha256]))


def list_left(db: Database) -> set[str]:
    """Return the hashes of the photos that have left."""
    return {
        row["sha256"] for row in db.query("SELECT sha256 FROM photos WHERE left_at IS NOT NULL")
    }


def take_back(db: Database, sha256: str) -> None:
    """Note that a photo is here again; one that the server lacks waits to be sent."""
    sql = """UPDATE photos SET left_at = NULL, left_sig = NULL, missed_at = NULL,
                    confirmed_at = iif(missed_at IS NULL, confirmed_at, NULL)
              WHERE sha256 = ?"""
    db.execute(sql, [sha256])


def note_missed(db: Database, sha256s: Iterable[str], at: str) -> None:
    """Note of those that have left that the server lacks them now: nobody here can send them."""
    sql = """UPDATE photos SET missed_at = coalesce(missed_at, ?)
              WHERE sha256 = ? AND left_at IS NOT NULL"""
    for sha256 in sha256s:
        db.execute(sql, [at, sha256])


def note_found(db: Database, sha256: str, sig: str) -> None:
    """Note that the server holds again a photo that has left."""
    sql = "UPDATE photos SET missed_at = NULL, left_sig = ? WHERE sha256 = ?"
    db.execute(sql, [sig, sha256])


def list_missed(db: Database) -> list[str]:
    """Return the photos that have left and that the server lacks."""
    sql = "SELECT sha256 FROM photos WHERE missed_at IS NOT NULL ORDER BY missed_at, sha256"
    return [row["sha256"] for row in db.query(sql)]


def list_left_of(db: Database, record_ids: Collection[str]) -> list[str]:
    """Return the photos of these records that left and are at the server."""
    sql = """SELECT DISTINCT p.sha256 FROM photos AS p
               JOIN record_photos AS l ON l.sha256 = p.sha256
               JOIN records AS r ON r.id = l.record_id
              WHERE r.id IN (SELECT value FROM json_each(?))
                AND p.left_at IS NOT NULL AND p.missed_at IS NULL
              ORDER BY p.sha256"""
    return [row["sha256"] for row in db.query(sql, [json.dumps(list(record_ids))])]
