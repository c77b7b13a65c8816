"""Finding an instrument among 300,000 by what is printed on it or by its site's name.

Every part is a range in an index; only the names of sites, far fewer, are read through.
"""

from sqlite_utils import Database

from inspector_app.store.standing import escape_like

_LAST_CHARACTER = "\U0010ffff"

_PREFIX = """
    SELECT instrument_id FROM instruments WHERE {column} >= :text AND {column} < :after
     ORDER BY {column} LIMIT :limit
"""
_EXACT = """
    SELECT instrument_id FROM instruments
     WHERE instrument_id = :text
        OR (serial = :upper AND :upper <> '')
        OR (certificate_no = :upper AND :upper <> '')
     LIMIT 2
"""
_AT_SITES = r"""
    SELECT instrument_id FROM instruments WHERE site_id IN (
        SELECT site_id FROM sites WHERE name LIKE :pattern ESCAPE '\' ORDER BY name LIMIT :limit)
     ORDER BY site_id, CAST(nozzle AS INTEGER), nozzle LIMIT :limit
"""


def find_ids(db: Database, text: str, limit: int) -> list[str]:
    """Return the ids of instruments that `text` may mean: id, serial, certificate, nozzle, site."""
    found: dict[str, None] = {}
    upper = text.upper()
    for column in ("instrument_id", "serial", "certificate_no"):
        _add(db, found, _PREFIX.format(column=column), limit, text=upper,
             after=upper + _LAST_CHARACTER)  # fmt: skip
    nozzle = "SELECT instrument_id FROM instruments WHERE nozzle = :text LIMIT :limit"
    _add(db, found, nozzle, limit, text=upper)
    _add(db, found, _AT_SITES, limit, pattern=f"%{escape_like(text)}%")
    return list(found)


def find_exact(db: Database, text: str) -> str | None:
    """Return the one instrument with this id, serial or certificate number, None if not just one.

    An old agency number is one of these in the registry.
    """
    rows = list(db.query(_EXACT, {"text": text, "upper": text.upper()}))
    return rows[0]["instrument_id"] if len(rows) == 1 else None


def holds_instrument(db: Database, instrument_id: str) -> bool:
    """Tell whether the registry on this tablet holds the instrument."""
    sql = "SELECT 1 AS here FROM instruments WHERE instrument_id = ?"
    return any(db.query(sql, [instrument_id]))


def _add(db: Database, found: dict[str, None], sql: str, limit: int, **values: str) -> None:
    room = limit - len(found)
    if room > 0:
        rows = db.query(sql, {**values, "limit": limit})
        found.update(dict.fromkeys([row["instrument_id"] for row in rows][:room]))
