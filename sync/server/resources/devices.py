"""Enrolling a tablet with its one-time code."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from sync.protocol.digest import to_base64
from sync.server.resources.openapi import takes
from sync.server.resources.requests import SMALL_BODY, SmallBody, TheOffice, get_text, parse_body
from sync.server.work.enrolling import Enrolment, enrol

router = APIRouter(tags=["devices"])


class Enrolled(BaseModel):
    """`server_key` is the raw Ed25519 key to pin, in base64; `tag_hosts` whose tags are ours."""

    device_id: str
    server_key: str
    tag_hosts: list[str]


@router.post(
    "/v1/devices:enrol",
    status_code=201,
    openapi_extra=takes({"code": "string", "name": "string", "public_key": "string"}),
)
def enrol_device(request: Request, sent: SmallBody, office: TheOffice) -> Enrolled:
    """Enrol; the same Idempotency-Key and payload again gives the same answer."""
    body = parse_body(request, sent, SMALL_BODY)
    enrolment = Enrolment(*(get_text(body, name) for name in ("code", "name", "public_key")))
    device = enrol(office, enrolment, request.headers.get("idempotency-key", ""))
    return Enrolled(
        device_id=device.device_id,
        server_key=to_base64(office.public_key),
        tag_hosts=list(office.settings.tag_hosts),
    )
