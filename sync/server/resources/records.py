"""Records: taking in batches, and comparing what both sides hold."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sync.protocol.answers import Asked
from sync.protocol.digest import from_base64
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.json_text import spell_json
from sync.server.resources.openapi import (
    CHALLENGED,
    OF_BODIES,
    OF_DEVICES,
    SHA256,
    TEXT,
    TEXTS,
    gives,
    refuses,
    takes,
)
from sync.server.resources.requests import (
    BatchBody,
    TheDevice,
    TheOffice,
    open_body,
    parse_body,
    reply_bytes,
    reply_json,
)
from sync.server.resources.signing import signature_of
from sync.server.work.comparing import compare
from sync.server.work.examining import Sender
from sync.server.work.ingesting import take_in

router = APIRouter(tags=["records"])

_PAIR = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}
_RECEIPT = {
    "type": ["object", "null"],
    "required": ["id", "sha256", "change_seq", "received_at", "sig"],
    "properties": {
        "id": TEXT,
        "sha256": SHA256,
        "change_seq": {"type": "integer", "minimum": 1},
        "received_at": {"type": "string", "format": "date-time"},
        "sig": {"type": "string", "description": "Ed25519 by the server's key, base64"},
    },
}
_ITEM = {
    "type": "object",
    "required": ["id", "sha256", "body", "seq", "prev", "sig"],
    "properties": {
        "id": TEXT,
        "sha256": SHA256,
        "body": {"type": "string", "description": "the exact bytes of the sealed record"},
        "seq": {"type": "integer", "minimum": 1},
        "prev": SHA256,
        "sig": {"type": "string", "description": "Ed25519 by the device's key, base64"},
    },
}
_RESULTS = {
    "type": "object",
    "required": ["epoch", "server_time", "results"],
    "properties": {
        "epoch": TEXT,
        "server_time": TEXT,
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "status", "receipt", "missing_files"],
                "properties": {
                    "id": TEXT,
                    "status": {"enum": ["created", "duplicate", "quarantined", "retry"]},
                    "receipt": _RECEIPT,
                    "missing_files": TEXTS,
                    "problem": TEXT,
                },
            },
        },
    },
}
_DIFFERENCE = {
    "type": "object",
    "required": ["missing", "different", "missing_files"],
    "properties": {"missing": TEXTS, "different": TEXTS, "missing_files": TEXTS},
}


@router.post(
    "/v1/records:batch",
    openapi_extra=takes({"records": {"type": "array", "items": _ITEM}}),
    responses=gives("application/json", "What became of each record.", _RESULTS)
    | refuses(*OF_DEVICES, *OF_BODIES),
)
def take_batch(request: Request, device: TheDevice, sent: BatchBody, office: TheOffice) -> Response:
    """Take in sealed records; each is created, a duplicate, or quarantined, with its receipt."""
    items = _parse_list(request, sent, office.settings.limits.batch_bytes)
    most = office.settings.limits.batch_records
    if len(items) > most:
        raise Refused(Problem.TOO_LARGE, f"at most {most} records")
    taken = take_in(office, Sender(device.device_id, from_base64(device.public_key)), items)
    results = [result.as_json() for result in taken.results]
    reply = {"epoch": taken.epoch, "server_time": office.instant(), "results": results}
    return reply_json(request, reply)


@router.post(
    "/v1/records:diff",
    openapi_extra=takes({"records": {"type": "array", "items": _PAIR}}, *CHALLENGED["parameters"]),
    responses=gives("application/json", "What the server lacks.", _DIFFERENCE)
    | refuses(*OF_DEVICES, *OF_BODIES),
)
def compare_records(
    request: Request, device: TheDevice, sent: BatchBody, office: TheOffice
) -> Response:
    """Say which of the (id, SHA-256) of a tablet, and of their photos, are not here.

    What other tablets sent counts as not here.
    """
    longest = office.settings.limits.batch_bytes
    pairs = _parse_list(request, sent, longest)
    if len(pairs) > office.settings.limits.page_rows:
        raise Refused(Problem.TOO_LARGE, f"at most {office.settings.limits.page_rows} records")
    if not all(_is_pair(pair) for pair in pairs):
        raise Refused(Problem.INVALID, "records: pairs of id and sha256")
    told = spell_json(compare(office, device.device_id, dict(pairs)).as_json())
    asked = open_body(request, sent, longest)
    signed = signature_of(request, office, Asked.DIFFERENCE, asked, told)
    return reply_bytes(request, told, "application/json", signed)


def _parse_list(request: Request, sent: bytes, longest: int) -> list[Any]:
    items = parse_body(request, sent, longest).get("records")
    if not isinstance(items, list):
        raise Refused(Problem.INVALID, "records: a list")
    return items


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(text, str) and text.isprintable() for text in value)
    )
