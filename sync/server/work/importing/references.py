"""What rows of a file say of others: ids that must be there, seals that are at one place only."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.seals import plain_number
from sync.server.tables.engine import Connection
from sync.server.tables.reference import find_bodies, load_kind
from sync.server.work.importing.cells import quote
from sync.server.work.importing.columns import Layout, Reference
from sync.server.work.importing.merging import Row, held_id
from sync.server.work.importing.parsing import ParsedRow, RowFault
from sync.server.work.revising import INSTRUMENTS

SEALS = "seals"
Place = tuple[str, str]
"""An instrument, and a position on it."""


def resolve_references(
    connection: Connection, layout: Layout, rows: Sequence[ParsedRow]
) -> Iterator[RowFault]:
    """Write the ids of other rows as these are held; give the rows whose other one is not there."""
    for reference in layout.refers_to:
        column = reference.column
        ids = {text for row in rows for text in _ids(row, column)}
        there = find_bodies(connection, reference.kind, ids)
        for row in rows:
            if not row.given.get(column):
                continue
            row.given[column] = held_id(row, column, there)
            if row.given[column] not in there:
                yield _dangling(row, reference)


def _ids(row: ParsedRow, column: str) -> Iterator[str]:
    for text in (row.given.get(column), row.spelled.get(column)):
        if text:
            yield text


def _dangling(row: ParsedRow, reference: Reference) -> RowFault:
    why = f"is not among the {reference.kind}"
    shown = quote(row.given[reference.column])
    return RowFault(row.line, reference.column, f"{shown} {why}", why=why)


def find_shared_seals(connection: Connection, rows: Sequence[Row]) -> Iterator[RowFault]:
    """Give the rows of instruments that name a seal which is at another place, too.

    What the file says of an instrument counts, and of all others what is held. Only numbers: words
    like “none” stand at many places.
    """
    ours = {row.id: row for row in rows}
    wanted = {plain for row in rows for plain, _, _ in _seals(row.id, row.body)}
    places: dict[str, list[Place]] = {}
    for instrument_id, body in _bodies(connection, ours) if wanted else ():
        for plain, _, place in _seals(instrument_id, body):
            if plain in wanted:
                places.setdefault(plain, []).append(place)
    for row in rows:
        for plain, number, place in _seals(row.id, row.body):
            places.setdefault(plain, []).append(place)
            if places[plain][0] != place:
                instrument_id, position = places[plain][0]
                where = f"{instrument_id}, {position}" if instrument_id != row.id else position
                why = f"is the number of a seal at another place, too: {where}"
                yield RowFault(row.line, SEALS, f"{quote(number)} {why}", why=why)


def _bodies(
    connection: Connection, ours: Mapping[str, Row]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every instrument that is held and that the file does not tell of."""
    for instrument_id, text in load_kind(connection, INSTRUMENTS):
        body = json.loads(text)
        if instrument_id not in ours and isinstance(body, Mapping):
            yield instrument_id, body


def _seals(instrument_id: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, Place]]:
    """Give each seal: its number as numbers are compared and as it is, and its place."""
    listed = body.get(SEALS)
    for seal in listed if isinstance(listed, list) else ():
        if not isinstance(seal, Mapping):
            continue
        number = str(seal.get("number") or "")
        plain = plain_number(number)
        if any(map(str.isdigit, plain)):
            yield plain, number, (instrument_id, str(seal.get("position") or ""))


def with_seals(rows: Iterable[Row], held: Mapping[str, Any]) -> Iterator[Row]:
    """Give the rows that say another thing of seals than is held of them."""
    for row in rows:
        if row.body.get(SEALS) and row.body[SEALS] != (held.get(row.id) or {}).get(SEALS):
            yield row
