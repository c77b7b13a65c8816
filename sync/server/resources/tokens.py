"""Access tokens for devices that prove who they are (RFC 7523)."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from sync.protocol.assertion import GRANT_TYPE
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.openapi import OF_BODIES, OF_DEVICES, TEXT, refuses, takes
from sync.server.resources.requests import (
    SMALL_BODY,
    SmallBody,
    TheOffice,
    get_text,
    open_body,
    parse_body,
)
from sync.server.work.identifying import grant_token

FORM = "application/x-www-form-urlencoded"
SCHEME = "Bearer"
router = APIRouter(tags=["tokens"])


class Token(BaseModel):
    """`expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int


@router.post(
    "/v1/token",
    openapi_extra=takes({"grant_type": {"const": GRANT_TYPE}, "assertion": TEXT}),
    responses=refuses(*OF_DEVICES, *OF_BODIES, Problem.DEVICE_UNKNOWN),
)
def give_token(request: Request, response: Response, sent: SmallBody, office: TheOffice) -> Token:
    """Give an access token for a signed assertion, in a form or in JSON."""
    fields = _parse_fields(request, sent)
    if get_text(fields, "grant_type") != GRANT_TYPE:
        raise Refused(Problem.INVALID, f"grant_type: {GRANT_TYPE}")
    token = grant_token(office, get_text(fields, "assertion"))
    response.headers["Cache-Control"] = "no-store"
    lifetime_s = office.settings.access_token_s
    return Token(access_token=token, token_type=SCHEME, expires_in=lifetime_s)


def _parse_fields(request: Request, sent: bytes) -> dict[str, str]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        return parse_body(request, sent, SMALL_BODY)
    try:
        fields = parse_qs(open_body(request, sent, SMALL_BODY).decode(), max_num_fields=20)
    except ValueError as fault:
        raise Refused(Problem.MALFORMED, "the form cannot be read") from fault
    return {name: values[0] for name, values in fields.items()}
