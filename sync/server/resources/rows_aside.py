"""Tablets tell which rows of the reference data they could not take."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.openapi import OF_BODIES, OF_DEVICES, TEXT, refuses, says, takes
from sync.server.resources.requests import BatchBody, TheDevice, TheOffice, get_text, parse_body
from sync.server.tables.rows_aside import RowAside, replace_rows_aside

MOST_ROWS = 1_000
LONGEST = 200
router = APIRouter(tags=["changes"])

_ROW = {
    "type": "object",
    "required": ["kind", "id", "why"],
    "properties": {name: TEXT | {"maxLength": LONGEST} for name in ("kind", "id", "why")},
}
_ROWS = {"type": "array", "items": _ROW, "maxItems": MOST_ROWS}


@router.post(
    "/v1/rows:aside",
    status_code=204,
    response_class=Response,
    openapi_extra=takes({"rows": _ROWS}),
    responses=says(204, "Noted.") | refuses(*OF_DEVICES, *OF_BODIES),
)
def note_rows_aside(
    request: Request, device: TheDevice, sent: BatchBody, office: TheOffice
) -> Response:
    """Note every row that this tablet could not take, in the place of what it told before."""
    items = parse_body(request, sent, office.settings.limits.batch_bytes).get("rows")
    if not isinstance(items, list) or len(items) > MOST_ROWS:
        raise Refused(Problem.INVALID, f"rows: a list of at most {MOST_ROWS}")
    at = office.instant()
    rows = {(row.kind, row.id): row for row in (_read(device.device_id, at, it) for it in items)}
    with office.database.writing() as connection:
        replace_rows_aside(connection, device.device_id, rows.values())
    return Response(status_code=204)


def _read(device_id: str, at: str, item: Any) -> RowAside:
    if not isinstance(item, dict):
        raise Refused(Problem.INVALID, "rows: objects with kind, id and why")
    kind, row_id, why = (get_text(item, name) for name in ("kind", "id", "why"))
    if any(len(text) > LONGEST or "\0" in text for text in (kind, row_id, why)):
        raise Refused(Problem.INVALID, f"rows: texts of at most {LONGEST} characters, without NUL")
    return RowAside(device_id, kind, row_id, why, at)
