"""Which instruments were seen on a walk over a site, day by day; a row for each, kept for its day.

The walk names its site, so that what stands here and is registered elsewhere is remembered, too.
"""

from typing import Any

from sqlite_utils import Database


def note_sighting(db: Database, *, day: str, site_id: str, instrument_id: str, at: str) -> None:
    """Note that an instrument was seen; those of earlier days go. Seen twice is seen once."""
    db.execute("DELETE FROM sightings WHERE day < ?", [day])
    sql = """INSERT INTO sightings (day, site_id, instrument_id, seen_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING"""
    db.execute(sql, [day, site_id, instrument_id, at])


def note_opened(db: Database, *, day: str, site_id: str, instrument_id: str, at: str) -> None:
    """Note that an instrument was opened from the walk, so that another one is offered next."""
    sql = """UPDATE sightings SET opened_at = ?
              WHERE day = ? AND site_id = ? AND instrument_id = ?"""
    db.execute(sql, [at, day, site_id, instrument_id])


def list_sightings(db: Database, day: str, site_id: str) -> list[dict[str, Any]]:
    """Return what was seen at a site on a day, in the order in which it was seen."""
    sql = """SELECT instrument_id, seen_at, opened_at FROM sightings
              WHERE day = ? AND site_id = ? ORDER BY seen_at, rowid"""
    return list(db.query(sql, [day, site_id]))
