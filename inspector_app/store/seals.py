"""Seals by their number: those of the registry, and those that our own records put on."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from inspector_app.metrology.custody import SealChange
from inspector_app.metrology.seals import plain_number
from inspector_app.store.rows import insert_rows

_HOLDERS = """
    SELECT instrument_id, position FROM instrument_seals WHERE plain = :plain
    UNION SELECT instrument_id, position FROM seal_changes WHERE plain = :plain
    ORDER BY instrument_id, position LIMIT :limit
"""
_TOLD = ("position", "removed", "applied", "reason", "note", "expected", "at", "record_id")


def fill_instrument_seals(db: Database) -> None:
    """Index the seals of every instrument that is here already."""
    rows = db.query("SELECT instrument_id, body FROM instruments")
    bodies = ((row["instrument_id"], json.loads(row["body"])) for row in rows)
    insert_rows(db, "instrument_seals", _indexed(bodies), or_ignore=True)


def lay_dashes(db: Database) -> None:
    """Find seals whatever dash their number is written with, those indexed before, too."""
    for table, number in (("instrument_seals", "number"), ("seal_changes", "applied")):
        rows = db.query(f"SELECT DISTINCT {number} AS number, plain FROM {table}")  # noqa: S608
        folded = [(plain_number(row["number"]), row["number"], row["plain"]) for row in rows]
        db.conn.executemany(
            f"UPDATE {table} SET plain = ? WHERE {number} = ? AND plain = ?",  # noqa: S608
            [row for row in folded if row[0] != row[2]],
        )


def index_instruments(db: Database, bodies: Mapping[str, Mapping[str, Any]]) -> None:
    """Write which seals these instruments have now; those that they had before are forgotten."""
    for instrument_id in bodies:
        db.execute("DELETE FROM instrument_seals WHERE instrument_id = ?", [instrument_id])
    insert_rows(db, "instrument_seals", _indexed(bodies.items()), or_ignore=True)


def find_holders(db: Database, number: str, limit: int = 20) -> list[tuple[str, str]]:
    """Return (instrument, position) of every seal that has, or once had, this number."""
    rows = db.query(_HOLDERS, {"plain": plain_number(number), "limit": limit})
    return [(row["instrument_id"], row["position"]) for row in rows]


def insert_changes(
    db: Database, instrument_id: str, changes: Iterable[SealChange], record_id: str
) -> None:
    """Note what a record of ours tells of seals that were replaced."""
    told = (
        {name: getattr(change, name) for name in _TOLD}
        | {"record_id": record_id, "instrument_id": instrument_id}
        | {"by": json.dumps(change.by, ensure_ascii=False), "plain": plain_number(change.applied)}
        for change in changes
    )
    insert_rows(db, "seal_changes", told)


def list_own_changes(db: Database, instrument_id: str) -> tuple[SealChange, ...]:
    """Return what our own records tell of the seals of an instrument, in the order of time."""
    sql = "SELECT * FROM seal_changes WHERE instrument_id = ? ORDER BY at, record_id, position"
    return tuple(
        SealChange(**{name: row[name] for name in _TOLD}, by=tuple(json.loads(row["by"])))
        for row in db.query(sql, [instrument_id])
    )


def list_told_changes(db: Database, instrument_id: str) -> Iterator[Mapping[str, Any]]:
    """Give what the office tells of other records of an instrument that replaced a seal."""
    sql = """SELECT body FROM history WHERE instrument_id = ?
                AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = history.record_id)"""
    for row in db.query(sql, [instrument_id]):
        body = json.loads(row["body"])
        if isinstance(body, dict) and body.get("seal_changes"):
            yield body


def _indexed(bodies: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[dict[str, str]]:
    for instrument_id, body in bodies:
        for seal in _seals(body):
            number = str(seal.get("number") or "")
            if plain_number(number):
                yield {
                    "instrument_id": instrument_id,
                    "position": str(seal.get("position") or ""),
                    "number": number,
                    "plain": plain_number(number),
                }


def _seals(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed = body.get("seals")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else ()
