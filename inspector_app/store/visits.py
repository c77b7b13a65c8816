"""Visits: when somebody was at a site, and where the tablet said that it was."""

from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


def insert_visit(db: Database, visit_id: str, site_id: str, started_at: str) -> None:
    """Begin a visit; the table refuses a second open one."""
    db.table("visits").insert({"id": visit_id, "site_id": site_id, "started_at": started_at})


def update_visit(db: Database, visit_id: str, **columns: str | None) -> None:
    """Write when a visit ended, or where it took place."""
    db.table("visits").update(visit_id, columns)


def find_visit(db: Database, visit_id: str) -> Row | None:
    """Return a visit."""
    return next(iter(db.query("SELECT * FROM visits WHERE id = ?", [visit_id])), None)


def find_open_visit(db: Database) -> Row | None:
    """Return the visit that was begun and not ended."""
    return next(iter(db.query("SELECT * FROM visits WHERE ended_at IS NULL")), None)


def find_last_visit(db: Database, site_id: str) -> Row | None:
    """Return the latest visit of a site."""
    sql = "SELECT * FROM visits WHERE site_id = ? ORDER BY started_at DESC, id DESC LIMIT 1"
    return next(iter(db.query(sql, [site_id])), None)


def last_sealed_at(db: Database, site_id: str, since: str) -> str | None:
    """Return when the last record of a site was finished, None when there was none since."""
    sql = "SELECT max(finished_at) AS at FROM records WHERE site_id = ? AND finished_at >= ?"
    found: str | None = next(iter(db.query(sql, [site_id, since])))["at"]
    return found
