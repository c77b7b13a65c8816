"""How instruments and sites stand today: registry, work list, drafts and checks in one query.

A check counts for a row of the work list from `HORIZON_DAYS` before it is due: from then on the
instrument is shown as due, and what was found counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from inspector_app.store.database import Connection

Row = dict[str, Any]

HORIZON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """The day in question: the local date, and the UTC instant at which it began there."""

    today: str
    began_at: str


_OURS_IS_LAST = "r.finished_at >= coalesce(h.finished_at, '')"

_LAST_CHECKS = """
        LEFT JOIN records AS r ON r.id = (
             SELECT id FROM records WHERE instrument_id = i.instrument_id
              ORDER BY finished_at DESC LIMIT 1)
        LEFT JOIN history AS h ON h.record_id = (
             SELECT record_id FROM history WHERE instrument_id = i.instrument_id
              ORDER BY finished_at DESC LIMIT 1)
"""

_STANDING = f"""
    WITH last AS (
      SELECT i.instrument_id, i.site_id, i.kind, i.nozzle, i.serial, i.valid_until, i.body,
             w.due_on, d.draft_id,
             iif({_OURS_IS_LAST}, r.id, h.record_id) AS record_id,
             iif({_OURS_IS_LAST}, r.finished_at, h.finished_at) AS finished_at,
             iif({_OURS_IS_LAST}, r.verdict, h.verdict) AS verdict,
             iif({_OURS_IS_LAST}, r.value, h.value) AS value,
             iif({_OURS_IS_LAST}, r.unit, h.unit) AS unit
        FROM instruments AS i
        LEFT JOIN worklist AS w ON w.instrument_id = i.instrument_id
        LEFT JOIN drafts AS d ON d.instrument_id = i.instrument_id
        {_LAST_CHECKS}
       WHERE {{chosen}})
    SELECT *, CASE
        WHEN draft_id IS NOT NULL THEN 'in_progress'
        WHEN finished_at >= :began_at
          OR finished_at >= date(nullif(due_on, ''), '-{HORIZON_DAYS} days') THEN verdict
        WHEN valid_until <> '' AND valid_until < :today THEN 'overdue'
        WHEN due_on <= date(:today, '+{HORIZON_DAYS} days') THEN 'due'
        ELSE 'not_due' END AS state
      FROM last
"""  # noqa: S608 - constants of ours

_SITE_LINES = f"""
    SELECT s.site_id, s.name, s.kind, s.body,
           count(t.instrument_id) AS instruments,
           coalesce(sum(t.state IN ('due', 'overdue', 'incomplete')), 0) AS due,
           coalesce(sum(t.state IN ('pass', 'fail')), 0) AS done,
           coalesce(sum(t.state = 'fail'), 0) AS failed,
           coalesce(sum(t.state = 'in_progress'), 0) AS in_progress
      FROM sites AS s
      LEFT JOIN ({_STANDING.format(chosen="i.site_id IN ({sites})")}) AS t
             ON t.site_id = s.site_id
     WHERE s.site_id IN ({{sites}}) GROUP BY s.site_id ORDER BY s.name, s.site_id
"""  # noqa: S608 - constants of ours

_VISITED = """
    SELECT site_id FROM worklist JOIN instruments USING (instrument_id)
    UNION SELECT site_id FROM drafts
    UNION SELECT site_id FROM records WHERE finished_at >= :began_at
"""


def list_by_site(db: Database, day: Day, site_id: str) -> list[Row]:
    """Return the instruments of a site, nozzle 2 before nozzle 10."""
    sql = _STANDING.format(chosen="i.site_id = :site_id")
    order = "ORDER BY CAST(nozzle AS INTEGER), nozzle, serial"
    return _query(db, f"{sql} {order}", day, {"site_id": site_id})


def find_standing(db: Database, day: Day, instrument_id: str) -> Row | None:
    """Return one instrument."""
    sql = _STANDING.format(chosen="i.instrument_id = :id")
    return next(iter(_query(db, sql, day, {"id": instrument_id})), None)


def list_standing(db: Database, day: Day, instrument_ids: Sequence[str]) -> list[Row]:
    """Return some instruments in the order of their ids as given; those not here are left out."""
    found = (find_standing(db, day, each) for each in instrument_ids)
    return [row for row in found if row is not None]


def list_in_progress(db: Database, day: Day) -> list[Row]:
    """Return the instruments with an open draft, the latest first."""
    sql = _STANDING.format(chosen="i.instrument_id IN (SELECT instrument_id FROM drafts)")
    return _query(db, f"{sql} ORDER BY draft_id DESC", day)


def list_drafts_of_kind(db: Database, kind: str, site_id: str = "") -> list[Row]:
    """Return the open drafts about a kind that the registry does not hold, the latest first.

    With `site_id` those of one site. The rows have the columns of an instrument's standing.
    """
    sql = """SELECT draft_id, instrument_id, site_id, kind, instrument AS body, NULL AS due_on,
                    NULL AS record_id, NULL AS finished_at, NULL AS verdict, NULL AS value,
                    NULL AS unit, 'in_progress' AS state
               FROM drafts WHERE kind = :kind AND :site_id IN ('', site_id)
              ORDER BY draft_id DESC"""
    return list(db.query(sql, {"kind": kind, "site_id": site_id}))


def list_todays_sites(db: Database, day: Day) -> list[Row]:
    """Return the sites that the work list names, and those visited today."""
    return _query(db, _SITE_LINES.format(sites=_VISITED), day)


def list_site_lines(db: Database, day: Day, site_ids: Sequence[str]) -> list[Row]:
    """Return some sites with their counts, by name."""
    values: Row = {f"s{at}": site_id for at, site_id in enumerate(site_ids)}
    return _query(
        db, _SITE_LINES.format(sites=", ".join(f":{name}" for name in values)), day, values
    )


def find_site_line(db: Database, day: Day, site_id: str) -> Row | None:
    """Return one site with its counts."""
    sql = _SITE_LINES.format(sites=":site_id")
    return next(iter(_query(db, sql, day, {"site_id": site_id})), None)


def list_checks(db: Connection, instrument_id: str, limit: int) -> list[Row]:
    """Return the latest finished inspections of an instrument, the last one first.

    `sealed` holds the bytes of our own records, `told` the row of history of the others. Our own
    come back from the office as history: each is shown once.
    """
    sql = """
        SELECT id AS record_id, finished_at, verdict, value, unit, body AS sealed, NULL AS told
          FROM records WHERE instrument_id = :id
        UNION ALL
        SELECT record_id, finished_at, verdict, value, unit, NULL AS sealed, body AS told
          FROM history
         WHERE instrument_id = :id
           AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = history.record_id)
         ORDER BY finished_at DESC LIMIT :limit"""
    return [_opened(db, row) for row in db.query(sql, {"id": instrument_id, "limit": limit})]


def list_last_checks(db: Connection, site_id: str) -> list[Row]:
    """Return every instrument of a site with its last check, ours whole or the office's row of it.

    `sealed` holds the bytes of our own record, `told` the row of history; both are None where the
    instrument was never checked.
    """
    sql = f"""
        SELECT i.instrument_id, i.kind, i.status, i.valid_until, i.body,
               iif({_OURS_IS_LAST}, r.finished_at, h.finished_at) AS finished_at,
               iif({_OURS_IS_LAST}, r.verdict, h.verdict) AS verdict,
               iif({_OURS_IS_LAST}, r.value, h.value) AS value,
               iif({_OURS_IS_LAST}, r.id, NULL) AS record_id,
               iif({_OURS_IS_LAST}, r.body, NULL) AS sealed,
               iif({_OURS_IS_LAST}, NULL, h.body) AS told
          FROM instruments AS i
          {_LAST_CHECKS}
         WHERE i.site_id = :site_id"""  # noqa: S608 - constants of ours
    return [_opened(db, row) for row in db.query(sql, {"site_id": site_id})]


def _opened(db: Connection, row: Row) -> Row:
    if row["sealed"] is None:
        return row
    return row | {"sealed": db.vault.open_record(row["record_id"], bytes(row["sealed"]))}


def escape_like(text: str) -> str:
    r"""Return `text` so that LIKE with ESCAPE '\' takes it as it is."""
    return "".join(f"\\{each}" if each in "\\%_" else each for each in text)


def _query(
    db: Database, sql: str, day: Day, values: Mapping[str, str | int] | None = None
) -> list[Row]:
    return list(db.query(sql, {"today": day.today, "began_at": day.began_at, **(values or {})}))
