"""Enrolling a tablet with its one-time code."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from sync.protocol.digest import to_base64
from sync.protocol.problems import Problem
from sync.server.resources.openapi import ALWAYS, OF_BODIES, TEXT, field, refuses, takes
from sync.server.resources.requests import SMALL_BODY, SmallBody, TheOffice, get_text, parse_body
from sync.server.work.enrolling import LONGEST_KEY, LONGEST_NAME, Enrolment, enrol

router = APIRouter(tags=["devices"])

_KEY = TEXT | {"pattern": "^[A-Za-z0-9+/_-]{43}=?$", "description": "raw Ed25519 key, base64"}
_AGAIN = {"assertion": TEXT, "server_key": _KEY}
_REPEATABLE = field(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "kept by the tablet until it has an answer",
    needed=True,
)


class Enrolled(BaseModel):
    """`server_key` is the raw Ed25519 key to pin, in base64; `tag_hosts` whose tags are ours."""

    device_id: str
    server_key: str
    tag_hosts: list[str]


@router.post(
    "/v1/devices:enrol",
    status_code=201,
    openapi_extra=takes(
        {"code": TEXT, "name": TEXT | {"maxLength": LONGEST_NAME}, "public_key": _KEY},
        _REPEATABLE,
        optional=_AGAIN,
    ),
    responses=refuses(
        *ALWAYS,
        *OF_BODIES,
        Problem.CODE_UNKNOWN,
        Problem.CODE_EXPIRED,
        Problem.CODE_USED,
        Problem.UNAUTHENTICATED,
        Problem.REVOKED,
        Problem.ALREADY_ENROLLED,
    ),
)
def enrol_device(request: Request, sent: SmallBody, office: TheOffice) -> Enrolled:
    """Enrol; the same Idempotency-Key and payload again gives the same answer."""
    body = parse_body(request, sent, SMALL_BODY)
    code, name, key = (get_text(body, field) for field in ("code", "name", "public_key"))
    again = {field: get_text(body, field) for field in _AGAIN if field in body}
    enrolment = Enrolment(code, name, key, **again)
    device = enrol(office, enrolment, request.headers.get("idempotency-key", ""))
    return Enrolled(
        device_id=device.device_id,
        server_key=to_base64(office.public_key),
        tag_hosts=list(office.settings.tag_hosts),
    )
