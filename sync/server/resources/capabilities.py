"""What this server is and how much it takes at once; anybody may ask."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from sync.protocol.answers import Asked
from sync.protocol.digest import to_base64
from sync.server.json_text import spell_json
from sync.server.resources.openapi import ALWAYS, CHALLENGED, refuses
from sync.server.resources.requests import TheOffice
from sync.server.resources.signing import signature_of
from sync.server.tables.counter import read_counter
from sync.server.work.epochs import get_epoch

PROTOCOLS = (1,)
router = APIRouter(tags=["capabilities"])


class Capabilities(BaseModel):
    """`server_time` is UTC; `limits` are bytes except where the name says otherwise.

    `change_seq` is the number of the last change in this epoch: a server that went back tells less.
    """

    epoch: str
    change_seq: int
    server_key: str
    server_time: str
    protocols: list[int]
    limits: dict[str, int]
    retention_days: int


@router.get(
    "/v1/capabilities",
    response_model=Capabilities,
    openapi_extra=CHALLENGED,
    responses=refuses(*ALWAYS),
)
def read_capabilities(request: Request, office: TheOffice) -> Response:
    """Say the epoch, the time, the limits; signed for whoever sends a challenge."""
    epoch = get_epoch(office.database)
    with office.database.reading() as connection:
        change_seq = read_counter(connection)
    told = Capabilities(
        epoch=epoch,
        change_seq=change_seq,
        server_key=to_base64(office.public_key),
        server_time=office.instant(),
        protocols=list(PROTOCOLS),
        limits=office.settings.limits.as_json(),
        retention_days=office.settings.retention_days,
    )
    body = spell_json(told.model_dump())
    signed = signature_of(request, office, Asked.CAPABILITIES, b"", body)
    return Response(body, 200, signed, "application/json")
