"""A page of reference data: one line of JSON a row, and a last line that proves it is whole.

A page without its last line, or whose count or sum differs, was cut on the way: it is discarded.
A snapshot is one such page of everything there is, written and read line by line.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("sites", "instruments", "standards", "officers", "worklist", "history", "texts")
PUT, DELETE = "put", "del"
SUM = b',"sum":'
"""Its value is the SHA-256 of every byte before this: also of the cursor that the page gives."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_float=str, parse_constant=str)


_NAME = re.compile(rb'\{"kind":("[a-z_]{1,100}"),"id":("(?:[^"\\]|\\.){0,1000}"),')
LONGEST_ROW = 1024 * 1024
LONGEST_CURSOR = 1_000


class CutPage(ValueError):
    """The page is not whole, or is no page at all."""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One change: `op` is "put" with a body or "del" without.

    `why` is '' or the code of why nobody can read it: the page is whole, the row was sent so.
    """

    kind: str
    id: str
    op: str
    body: dict[str, Any] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """What the last line says: the cursor after the last row, and whether more rows follow."""

    next: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page in order, and where the next one begins."""

    rows: tuple[ReferenceRow, ...]
    next: str
    has_more: bool


def spell_row(row: ReferenceRow) -> bytes:
    """Return the line of a row, with its line end."""
    return _spell({"kind": row.kind, "id": row.id, "op": row.op, "body": row.body})


def spell_put(kind: str, id: str, text: str) -> bytes:
    """Return the line of a row whose body is JSON text already; it is not spelled anew."""
    if "\n" in text or "\r" in text:
        return spell_row(ReferenceRow(kind, id, PUT, json.loads(text)))
    names = f'"kind":{_ENCODER.encode(kind)},"id":{_ENCODER.encode(id)}'
    return f'{{{names},"op":"{PUT}","body":{text}}}\n'.encode()


def spell_page(rows: Iterable[ReferenceRow], *, next: str, has_more: bool) -> bytes:
    """Return a whole page; `next` is the cursor after its last row."""
    return b"".join(spell_lines(map(spell_row, rows), next=next, has_more=has_more))


def spell_lines(lines: Iterable[bytes], *, next: str, has_more: bool) -> Iterator[bytes]:
    """Give the spelled rows as they come, then the last line."""
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        count += 1
        yield line
    told = _spell({"next": next, "has_more": has_more, "count": count})[: -len(b"}\n")]
    digest.update(told)
    yield told + SUM + f'"{digest.hexdigest()}"}}\n'.encode()


def parse_page(data: bytes, *, most_rows: int | None = None) -> Page:
    """Read a page. Raises CutPage unless its last line, count and sum all hold.

    A row that cannot be read is given with the reason: it stops none of the others.
    """
    if most_rows is not None and data.count(b"\n") > most_rows + 1:
        raise CutPage("more rows than were asked for")
    lines = [line + b"\n" for line in data.split(b"\n")]
    if lines.pop() != b"\n":
        raise CutPage("the last line is not ended")
    ending = parse_ending(lines)
    return Page(tuple(parse_rows(lines)), ending.next, ending.has_more)


def parse_ending(lines: Iterable[bytes]) -> Ending:
    """Read lines to the last one. Raises CutPage unless its count and sum hold."""
    digest, count, last_line = hashlib.sha256(), -1, b""
    for line in lines:
        digest.update(last_line)
        count, last_line = count + 1, line
    last = _load(last_line)
    digest.update(last_line.rpartition(SUM)[0])
    if last.get("count") != count or last.get("sum") != digest.hexdigest():
        raise CutPage("count or sum differ")
    cursor = last.get("next")
    if not isinstance(cursor, str) or len(cursor) > LONGEST_CURSOR or not cursor.isprintable():
        raise CutPage("the last line names no next cursor")
    if not isinstance(last.get("has_more"), bool):
        raise CutPage("the last line does not say whether more follows")
    return Ending(last["next"], last["has_more"])


def parse_rows(lines: Iterable[bytes]) -> Iterator[ReferenceRow]:
    """Give the rows of lines that `parse_ending` found whole."""
    held: bytes | None = None
    for line in lines:
        if held is not None:
            yield _parse_row(held)
        held = line


def _parse_row(line: bytes) -> ReferenceRow:
    if len(line) > LONGEST_ROW:
        return ReferenceRow(*_read_name(line), PUT, None, "too-large")
    try:
        row = _load(line)
    except CutPage:
        return ReferenceRow(*_read_name(line), PUT, None, "not-json")
    kind, row_id, op, body = (row.get(name) for name in ("kind", "id", "op", "body"))
    if not isinstance(kind, str) or not isinstance(row_id, str):
        return ReferenceRow("", "", PUT, None, "no-id")
    if op == DELETE:
        return ReferenceRow(kind, row_id, op, None)
    if op != PUT or not isinstance(body, dict):
        return ReferenceRow(kind, row_id, PUT, None, "no-body")
    return ReferenceRow(kind, row_id, op, body)


def _read_name(line: bytes) -> tuple[str, str]:
    """Return kind and id of a line whose body cannot be read, '' where it does not begin so."""
    found = _NAME.match(line)
    if found is None:
        return "", ""
    try:
        kind, row_id = (str(json.loads(text)) for text in found.groups())
    except ValueError:
        return "", ""
    return kind, row_id


def _load(line: bytes) -> Mapping[str, Any]:
    """Read one line; a bare fraction stays the text that it is, so no binary float arises."""
    try:
        value = _DECODER.decode(line.decode())
    except (ValueError, RecursionError) as fault:
        raise CutPage("a line that is not JSON") from fault
    if not isinstance(value, dict):
        raise CutPage("a line that is not an object")
    return value


def _spell(value: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(value).encode() + b"\n"
