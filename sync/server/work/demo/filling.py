"""Filling an empty server with the demo city, once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sync.protocol.changes import KINDS
from sync.server.errors import WrongUse
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import Connection
from sync.server.tables.meta import find_note, write_note
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work.demo.city import City, build_city
from sync.server.work.opening import Office

DEMO_NOTE = "demo"
"""The note in the database that says which demo city it holds."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo city of a server, and whether it was there already; `rows` counts by kind."""

    seed: int
    today: str
    rows: dict[str, int]
    already_there: bool


def fill_with_demo(office: Office, *, seed: int, today: date) -> Demo:
    """Fill an empty server; one that holds the demo city already is left as it is.

    Raises WrongUse when the server holds anything else: records, or reference data of its own.
    """
    there = find_demo(office)
    if there is not None:
        return there
    city = build_city(Random(seed), today)  # noqa: S311 - a demo, no secret
    with office.database.writing() as connection:
        if lock_counter(connection) > 0:
            raise WrongUse(
                "This server is not empty, so the demo city stays out; "
                "use a new folder (--data DIR) or a new database (--database URL)."
            )
        write_changes(connection, _changes(city))
        note = json.dumps({"seed": seed, "today": today.isoformat()})
        write_note(connection, DEMO_NOTE, note)
    return Demo(seed, today.isoformat(), {kind: len(getattr(city, kind)) for kind in KINDS}, False)


def find_demo(office: Office) -> Demo | None:
    """Return the demo city that a server holds; its rows are counted as they are now."""
    with office.database.reading() as connection:
        note = find_note(connection, DEMO_NOTE)
        if note is None:
            return None
        rows = {kind: _count(connection, kind) for kind in KINDS}
    told = json.loads(note)
    return Demo(told["seed"], told["today"], rows, already_there=True)


def _changes(city: City) -> Sequence[Change]:
    return [
        Change(kind, row_id, json.dumps(row, ensure_ascii=False))
        for kind, row_id, row in city.rows()
    ]


def _count(connection: Connection, kind: str) -> int:
    return sum(1 for _ in load_kind(connection, kind))
