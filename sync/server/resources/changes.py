"""Reference data as it changes, page by page, behind a cursor."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sync.protocol.answers import Asked
from sync.protocol.changes import spell_lines
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.openapi import CHALLENGED, OF_DEVICES, gives, refuses
from sync.server.resources.requests import TheDevice, TheOffice, reply_bytes
from sync.server.resources.signing import signature_of
from sync.server.tables.counter import read_counter
from sync.server.tables.reference import load_changes
from sync.server.work.epochs import read_epoch
from sync.server.work.snapshots import read_oldest_cursor
from sync.server.work.telling import tell_row

NDJSON = "application/x-ndjson"
_PAGE = {"type": "string", "description": "rows {kind, id, op, body}, then {next, has_more, ...}"}
router = APIRouter(tags=["changes"])


@router.get(
    "/v1/changes",
    response_class=Response,
    openapi_extra=CHALLENGED,
    responses=gives(NDJSON, "A page; without its last line it is none.", _PAGE)
    | refuses(*OF_DEVICES, Problem.INVALID, Problem.CURSOR_GONE),
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
        epoch, newest = read_epoch(connection), read_counter(connection)
        after = _parse_cursor(cursor, epoch, newest, read_oldest_cursor(connection))
        rows = load_changes(connection, after.number, asked + 1)
    office.witness.note(epoch, newest)
    page, has_more = rows[:asked], len(rows) > asked
    last = page[-1].change_seq if page else after.number
    told_rows = (tell_row(row.kind, row.id, None if row.deleted else row.body) for row in page)
    lines = (line for line in told_rows if line is not None)
    going_on = _spell_cursor(epoch, last, after.began if has_more else None)
    told = b"".join(spell_lines(lines, next=going_on, has_more=has_more))
    asked_for = cursor.encode("utf-8", "surrogatepass")
    signed = signature_of(request, office, Asked.CHANGES, asked_for, told)
    return reply_bytes(request, told, NDJSON, signed)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place in the changes. Who began without one at `began` needs no deletion before that."""

    number: int
    began: int | None


def _spell_cursor(epoch: str, number: int, began: int | None) -> str:
    return f"{epoch}:{number}" if began is None else f"{epoch}:{number}:{began}"


def _parse_cursor(cursor: str, epoch: str, newest: int, oldest: int) -> _Cursor:
    if not cursor:
        return _Cursor(0, newest)
    its_epoch, *numbers = cursor.split(":")
    if len(numbers) not in (1, 2) or not all(map(_is_number, numbers)):
        raise Refused(Problem.INVALID, "cursor: as it was given, or none")
    number, *began = map(int, numbers)
    if its_epoch != epoch or not oldest <= max([number, *began]) <= newest:
        raise Refused(Problem.CURSOR_GONE)
    return _Cursor(number, began[0] if began else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
