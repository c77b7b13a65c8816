"""Exporting what came in, page by page, so that any number of records streams through."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sync.protocol.content import Content, find_part, find_text, parse_content
from sync.protocol.digest import to_base64
from sync.server.tables.arrivals import Arrival, load_inspections
from sync.server.work.exporting_particulars import APART, TOGETHER, cells_together, rows_apart
from sync.server.work.opening import Office
from sync.server.work.presence import find_photos
from sync.server.work.storable import INTEGERS, make_spellable

PAGE = 100
BOM = b"\xef\xbb\xbf"
_PLAIN = (
    "id", "status", "problem", "device_id", "seq", "sha256", "change_seq", "received_at",
    "finished_at", "instrument_id", "site_id", "rule", "verdict", "value", "unit", "supersedes",
    "recheck",
)  # fmt: skip
_CSV_COLUMNS = (*_PLAIN, "photos", "photos_present", *TOGETHER)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9.]+", re.ASCII)

Row = Mapping[str, Any]


def export_inspections(
    office: Office, *, format: str, since: date | None = None
) -> Iterator[bytes]:
    """Give the lines of an export in one of FORMATS, oldest first, one for each id.

    `since` is the UTC day on which the server received the first one. Records that arrive during
    the export are in it.
    """
    return FORMATS[format](_rows(office, since.isoformat() if since else ""))


def _rows(office: Office, since: str) -> Iterator[Row]:
    after = 0
    while True:
        with office.database.reading() as connection:
            page = load_inspections(connection, after=after, limit=PAGE, since=since)
            photos = find_photos(office, connection, [arrival.id for arrival in page])
        if not page:
            return
        for arrival in page:
            yield _row(arrival, {} if arrival.item else photos.get(arrival.id, {}))
        after = page[-1].change_seq


def _row(arrival: Arrival, photos: Mapping[str, bool]) -> Row:
    """Return a line's values; of bytes that are no record, seq and sig are what was claimed."""
    row = {name: getattr(arrival, name, None) for name in _PLAIN}
    row["status"] = "quarantined" if arrival.problem else "stored"
    row |= {name: getattr(arrival, name) for name in ("seq", "prev", "sig")}
    if arrival.item:
        row |= _claims(arrival.item)
    files = [{"sha256": sha256, "present": present} for sha256, present in photos.items()]
    return row | _spell_body(arrival.body) | {"files": files}


def _claims(item: str) -> dict[str, Any]:
    """Return what was claimed of bytes that are no record, where it is what it should be."""
    claims = find_part(parse_content(item.encode()))
    seq = claims.get("seq")
    texts = {name: find_text(claims, name) or None for name in ("prev", "sig")}
    row = {"seq": seq if type(seq) is int and seq in INTEGERS else None, **texts}
    return {name: make_spellable(value) for name, value in row.items()}


def _spell_body(body: bytes) -> dict[str, str]:
    """Return bytes as text; of those that are no UTF-8 what can be read, and all in base64.

    Strict readers of JSON refuse half of a surrogate pair, so the text has U+FFFD in its place.
    """
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body": body.decode("utf-8", "replace"), "body_base64": to_base64(body)}


def _spell_ndjson(rows: Iterator[Row]) -> Iterator[bytes]:
    """Spell a line of JSON a row, in ASCII: no character of a body can be taken for a line end."""
    for row in rows:
        yield json.dumps(row, separators=(",", ":")).encode() + b"\n"


def _spell_csv(rows: Iterator[Row]) -> Iterator[bytes]:
    """Spell CSV with a byte order mark, by which spreadsheets know that it is UTF-8."""
    yield BOM + _spell_csv_line(_CSV_COLUMNS)
    for row in rows:
        present = sum(file["present"] for file in row["files"])
        counted = {**row, "photos": len(row["files"]), "photos_present": present}
        counted |= cells_together(_content(row))
        yield _spell_csv_line([_as_cell(counted[name]) for name in _CSV_COLUMNS])


def _spell_particulars(rows: Iterator[Row]) -> Iterator[bytes]:
    """Spell CSV with a row for each entry that was noted beside the readings."""
    yield BOM + _spell_csv_line(APART)
    for row in rows:
        for apart in rows_apart(row, _content(row)):
            yield _spell_csv_line([_as_cell(apart[name]) for name in APART])


def _content(row: Row) -> Content:
    """Return what a record says; bytes that are no record say nothing."""
    return parse_content(row["body"].encode())


def _spell_csv_line(cells: Sequence[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode("utf-8", "replace")


def _as_cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet runs as a formula: tablets wrote it."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return value if _NUMBER.fullmatch(value) else f"'{value}"
    return value


FORMATS: Mapping[str, Callable[[Iterator[Row]], Iterator[bytes]]] = {
    "ndjson": _spell_ndjson,
    "csv": _spell_csv,
    "particulars": _spell_particulars,
}
