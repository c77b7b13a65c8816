"""A page of reference data: one line of JSON a row, and a last line that proves it is whole.

A page without its last line, or whose count or sum differs, was cut on the way: it is discarded.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("sites", "instruments", "standards", "officers", "worklist", "history")
PUT, DELETE = "put", "del"
SUM = b',"sum":'
"""Its value is the SHA-256 of every byte before this: also of the cursor that the page gives."""


class CutPage(ValueError):
    """The page is not whole, or is no page at all."""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One change: `op` is "put" with a body or "del" without."""

    kind: str
    id: str
    op: str
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page in order, and where the next one begins."""

    rows: tuple[ReferenceRow, ...]
    next: str
    has_more: bool


def spell_row(row: ReferenceRow) -> bytes:
    """Return the line of a row, with its line end."""
    return _spell({"kind": row.kind, "id": row.id, "op": row.op, "body": row.body})


def spell_page(rows: Iterable[ReferenceRow], *, next: str, has_more: bool) -> bytes:
    """Return a whole page; `next` is the cursor after its last row."""
    lines = [spell_row(row) for row in rows]
    body = b"".join(lines)
    told = _spell({"next": next, "has_more": has_more, "count": len(lines)})[: -len(b"}\n")]
    digest = hashlib.sha256(body + told).hexdigest()
    return body + told + SUM + f'"{digest}"}}\n'.encode()


def parse_page(data: bytes) -> Page:
    """Read a page. Raises CutPage unless its last line, count and sum all hold."""
    if not data.endswith(b"\n"):
        raise CutPage("the last line is not ended")
    body, _, last_line = data[:-1].rpartition(b"\n")
    body += b"\n" if body else b""
    last = _load(last_line)
    lines = body.split(b"\n")[:-1]
    digest = hashlib.sha256(body + last_line.rpartition(SUM)[0]).hexdigest()
    if last.get("count") != len(lines) or last.get("sum") != digest:
        raise CutPage("count or sum differ")
    if not isinstance(last.get("next"), str) or not isinstance(last.get("has_more"), bool):
        raise CutPage("the last line names no next cursor")
    return Page(tuple(map(_parse_row, lines)), last["next"], last["has_more"])


def _parse_row(line: bytes) -> ReferenceRow:
    row = _load(line)
    kind, row_id, op, body = (row.get(name) for name in ("kind", "id", "op", "body"))
    if not isinstance(kind, str) or not isinstance(row_id, str):
        raise CutPage("a row without kind or id")
    if op == DELETE:
        return ReferenceRow(kind, row_id, op, None)
    if op != PUT or not isinstance(body, dict):
        raise CutPage("a row that is neither put nor del")
    return ReferenceRow(kind, row_id, op, body)


def _load(line: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise CutPage("a line that is not JSON") from fault
    if not isinstance(value, dict):
        raise CutPage("a line that is not an object")
    return value


def _spell(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
