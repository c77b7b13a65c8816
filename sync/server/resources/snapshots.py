"""The reference data as one file, which a tablet may fetch in parts."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from sync.protocol.answers import Asked
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.resources.openapi import (
    CHALLENGED,
    OF_DEVICES,
    TEXT,
    field,
    gives,
    refuses,
    says,
)
from sync.server.resources.requests import TheDevice, TheOffice
from sync.server.resources.signing import signature_over
from sync.server.work.opening import Office
from sync.server.work.snapshots import Snapshot, find_snapshot, get_snapshot

MEDIA_TYPE = "application/gzip"
FOR_EVER = "private, max-age=31536000, immutable"
PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
router = APIRouter(tags=["changes"])

_BYTES = {"type": "string", "format": "binary"}
_TOLD: dict[str, Any] = {
    "ETag": {"description": "the SHA-256 of the file, in quotes", "schema": {"type": "string"}},
    "Accept-Ranges": {"schema": {"const": "bytes"}},
    "Content-Location": {"description": "this very file", "schema": {"type": "string"}},
}
_PART: dict[str, Any] = {"Content-Range": {"schema": {"type": "string"}}}
_DESCRIBED = (
    gives(MEDIA_TYPE, "The file: JSON lines, packed.", _BYTES, fields=_TOLD)
    | gives(MEDIA_TYPE, "A part of it.", _BYTES, status=206, fields=_TOLD | _PART)
    | says(304, "It is the one that you have.")
    | refuses(*OF_DEVICES, Problem.RANGE)
)
_ASKED = {
    "parameters": [
        field("Range", TEXT, "one range of bytes; anything else gives the whole"),
        field("If-Range", TEXT, "an ETag: of another file the whole is given"),
        field("If-None-Match", TEXT),
        *CHALLENGED["parameters"],
    ]
}


@router.get("/v1/snapshot", response_class=Response, openapi_extra=_ASKED, responses=_DESCRIBED)
def read_newest_snapshot(request: Request, _device: TheDevice, office: TheOffice) -> Response:
    """Give everything there is, as of a cursor from which a page of changes leads to now."""
    return _give(request, office, get_snapshot(office), "no-cache")


@router.get(
    "/v1/snapshots/{sha256}",
    response_class=Response,
    openapi_extra=_ASKED,
    responses=_DESCRIBED | refuses(Problem.NOT_FOUND),
)
def read_snapshot(sha256: str, request: Request, _device: TheDevice, office: TheOffice) -> Response:
    """Give one snapshot by its SHA-256, so that a download that was cut can go on."""
    found = find_snapshot(office, sha256)
    if found is None:
        raise Refused(Problem.NOT_FOUND)
    return _give(request, office, found, FOR_EVER)


def _give(request: Request, office: Office, snapshot: Snapshot, caching: str) -> Response:
    tag, length = f'"{snapshot.sha256}"', snapshot.path.stat().st_size
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": caching,
        "Content-Location": f"/v1/snapshots/{snapshot.sha256}",
        **signature_over(request, office, Asked.SNAPSHOT, b"", snapshot.sha256),
    }
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    start, end, status = 0, length, 200
    if request.headers.get("if-range", tag) == tag:
        asked = _parse_range(request.headers.get("range", ""), length)
        if asked is not None:
            (start, end), status = asked, 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    headers["Content-Length"] = str(end - start)
    pieces = _read(snapshot.path, start, end)
    first = next(pieces, b"")  # what cannot be read at all is refused, not begun and cut
    return StreamingResponse(chain([first], pieces), status, headers, MEDIA_TYPE)


def _tags(field: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in field.split(",")]


def _parse_range(field: str, length: int) -> tuple[int, int] | None:
    """Return first byte and the one after the last; None for what may be ignored (RFC 9110, 14.2).

    Raises Refused when the file ends before the range.
    """
    asked = _RANGE.fullmatch(field.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    start, end = (int(first), int(last or length - 1) + 1) if first else (-int(last), length)
    if first and end <= start < length:
        return None
    start = max(start + length, 0) if start < 0 else start
    if start >= length or (last == "0" and not first):
        raise Refused(Problem.RANGE, headers={"Content-Range": f"bytes */{length}"})
    return start, min(end, length)


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(min(PIECE, end - file.tell())):
            yield piece
