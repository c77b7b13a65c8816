"""Reference data as it changes, page by page, behind a cursor."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sync.protocol.changes import DELETE, PUT, ReferenceRow, spell_page
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.openapi import gives
from sync.server.resources.requests import TheDevice, TheOffice, reply_bytes
from sync.server.tables.counter import read_counter
from sync.server.tables.reference import load_changes
from sync.server.work.epochs import read_epoch

NDJSON = "application/x-ndjson"
_PAGE = {"type": "string", "description": "rows {kind, id, op, body}, then {next, has_more, ...}"}
router = APIRouter(tags=["changes"])


@router.get(
    "/v1/changes",
    response_class=Response,
    responses=gives(NDJSON, "A page; without its last line it is none.", _PAGE),
)
def read_changes(
    request: Request,
    _device: TheDevice,
    office: TheOffice,
    cursor: str = "",
    limit: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Give what changed after a cursor, oldest first; without a cursor everything there is."""
    most = office.settings.limits.page_rows
    asked = min(limit or most, most)
    with office.database.reading() as connection:
        epoch = read_epoch(connection)
        after = _parse_cursor(cursor, epoch, read_counter(connection))
        rows = load_changes(connection, after, asked + 1)
    page = rows[:asked]
    last = page[-1].change_seq if page else after
    changes = [
        ReferenceRow(row.kind, row.id, DELETE, None)
        if row.deleted
        else ReferenceRow(row.kind, row.id, PUT, json.loads(row.body))
        for row in page
    ]
    body = spell_page(changes, next=f"{epoch}:{last}", has_more=len(rows) > asked)
    return reply_bytes(request, body, NDJSON)


def _parse_cursor(cursor: str, epoch: str, newest: int) -> int:
    if not cursor:
        return 0
    its_epoch, _, number = cursor.rpartition(":")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise Refused(Problem.INVALID, "cursor: as it was given, or none")
    if its_epoch != epoch or int(number) > newest:
        raise Refused(Problem.CURSOR_GONE)
    return int(number)
