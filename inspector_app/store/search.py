"""Finding an instrument among 300,000 by what is printed on it or by its site's name or address.

What is meant exactly comes first, then what begins so, then what has it inside, then what stands
at a site of that name. Everything is a range in an index.
"""

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from inspector_app.store import parts
from inspector_app.store.standing import escape_like

_LAST_CHARACTER = "\U0010ffff"
_COLUMNS = ("instrument_id", "serial", "certificate_no")
MOST_SITES = 200

_EXACT_IN = "SELECT instrument_id FROM instruments WHERE {column} = :text LIMIT :limit"
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
_NOZZLE = "SELECT instrument_id FROM instruments WHERE nozzle = :text LIMIT :limit"
_AT_SITES = """
    SELECT instrument_id FROM instruments WHERE site_id IN ({sites})
     ORDER BY site_id, CAST(nozzle AS INTEGER), nozzle, instrument_id LIMIT :limit
"""
_NAMED = r"""
    SELECT site_id FROM sites WHERE name LIKE :pattern ESCAPE '\' ORDER BY name LIMIT :limit
"""


def find_ids(db: Database, text: str, limit: int) -> list[str]:
    """Return the ids of instruments that `text` may mean: id, serial, certificate, nozzle, site."""
    found: dict[str, None] = {}
    for ids in _ways(db, text, limit):
        found.update(dict.fromkeys(ids))
        if len(found) >= limit:
            break
    return list(found)[:limit]


def find_site_ids(db: Database, text: str, limit: int) -> list[str]:
    """Return the sites with `text` in id, name or address; by name alone until all is indexed."""
    found = parts.find_keys(db, parts.SITES, text, limit)
    if len(found) < limit and parts.count_due(db):
        values = {"pattern": f"%{escape_like(text)}%", "limit": limit}
        found += [row["site_id"] for row in db.query(_NAMED, values)]
    return list(dict.fromkeys(found))[:limit]


def find_exact(db: Database, text: str) -> str | None:
    """Return the one instrument with this id, serial or certificate number, None if not just one.

    An old agency number is one of these in the registry.
    """
    rows = list(db.query(_EXACT, {"text": text, "upper": text.upper()}))
    return rows[0]["instrument_id"] if len(rows) == 1 else None


def holds_instrument(db: Database, instrument_id: str) -> bool:
    """True if the registry on this tablet holds the instrument."""
    sql = "SELECT 1 AS here FROM instruments WHERE instrument_id = ?"
    return any(db.query(sql, [instrument_id]))


def _ways(db: Database, text: str, limit: int) -> Iterator[Sequence[str]]:
    plain = parts.plain_words(text)
    spellings = tuple(dict.fromkeys((plain, plain.replace("-", "").replace(" ", ""))))
    for sql in (_EXACT_IN, _PREFIX):
        for column in _COLUMNS:
            for words in filter(None, spellings):
                yield _ids(db, sql.format(column=column), limit, text=words,
                           after=words + _LAST_CHARACTER)  # fmt: skip
        yield _ids(db, _NOZZLE, limit, text=plain) if sql is _EXACT_IN else ()
    for words in spellings:
        yield parts.find_keys(db, parts.INSTRUMENTS, words, limit)
    sites = find_site_ids(db, text, MOST_SITES)
    names = {f"s{at}": site_id for at, site_id in enumerate(sites)}
    marks = ", ".join(f":{name}" for name in names)
    yield _ids(db, _AT_SITES.format(sites=marks), limit, **names)


def _ids(db: Database, sql: str, limit: int, **values: str) -> list[str]:
    return [row["instrument_id"] for row in db.query(sql, {**values, "limit": limit})]
