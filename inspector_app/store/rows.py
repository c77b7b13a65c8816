"""Writing rows with one prepared statement, where the library would first ask about the table.

The library's own `insert` and `upsert` read the table's columns and keys before every write; these
are written many times in a sync, and our tables are known.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlite_utils import Database

Row = Mapping[str, Any]


def insert_rows(db: Database, table: str, rows: Iterable[Row], *, or_ignore: bool = False) -> None:
    """Add rows; with `or_ignore` those whose key is there already are passed over."""
    verb = "INSERT OR IGNORE" if or_ignore else "INSERT"
    for columns, alike in groupby(rows, key=tuple):
        db.conn.executemany(f"{verb} INTO {_spell(table, columns)}", alike)


def upsert_rows(db: Database, table: str, rows: Iterable[Row], *, key: Sequence[str]) -> None:
    """Add rows; where the key is there already, these columns are written and the others stay."""
    for columns, alike in groupby(rows, key=tuple):
        said = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in key)
        then = f"UPDATE SET {said}" if said else "NOTHING"
        on = ", ".join(f'"{name}"' for name in key)
        sql = f"INSERT INTO {_spell(table, columns)} ON CONFLICT ({on}) DO {then}"
        db.conn.executemany(sql, alike)


def update_row(db: Database, table: str, key: tuple[str, str], columns: Row) -> None:
    """Write some columns of the row with this key. Raises LookupError when there is none."""
    name, value = key
    said = ", ".join(f'"{column}" = ?' for column in columns)
    sql = f'UPDATE "{table}" SET {said} WHERE "{name}" = ?'  # noqa: S608 - names of ours
    if not db.conn.execute(sql, [*columns.values(), value]).rowcount:
        raise LookupError(f"{table} has no {value}")


def _spell(table: str, columns: Sequence[str]) -> str:
    """Return table, columns and places of an INSERT; all of them are names of ours."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({names}) VALUES ({", ".join(f":{name}" for name in columns)})'
