"""Reading a request: its sender, its body within bounds, its JSON. Spelling a reply.

The order is fixed: who asks, how large, does the digest hold, inflate within bounds, parse. Only
the arrival of bytes runs on the event loop; the rest runs in a thread.
"""

import gzip
import zlib
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from starlette.responses import Response

from sync.protocol.digest import content_digest_matches
from sync.protocol.limits import KIB, Limits
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.json_text import read_request, spell_json
from sync.server.tables.devices import Device
from sync.server.work.identifying import identify
from sync.server.work.opening import Office

SMALL_BODY = 64 * KIB
_WORTH_PACKING = 1024


def get_office(request: Request) -> Office:
    """Return the office that this app serves."""
    office = request.app.state.office
    assert isinstance(office, Office)  # noqa: S101 - put there by app.py
    return office


async def _find_office(request: Request) -> Office:
    return get_office(request)  # a dependency that is not async would wait for a thread


TheOffice = Annotated[Office, Depends(_find_office)]


_TOKEN = HTTPBearer(
    auto_error=False, scheme_name="device", description="from POST /v1/token", bearerFormat="JWT"
)


def get_device(
    request: Request, office: TheOffice, _described: Annotated[object, Security(_TOKEN)] = None
) -> Device:
    """Return the device that asks. Raises Refused: no valid token, or revoked."""
    return identify(office, request.headers.get("authorization", ""))


TheDevice = Annotated[Device, Depends(get_device)]


def body_within(
    choose: Callable[[Limits], int],
) -> Callable[[Request], Coroutine[Any, Any, bytes]]:
    """Make the dependency that reads a body of at most so many bytes, as they were sent."""

    async def read_body(request: Request) -> bytes:
        limit = choose(get_office(request).settings.limits)
        announced = request.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit:
            raise Refused(Problem.TOO_LARGE, f"at most {limit} bytes")
        pieces = bytearray()
        async for piece in request.stream():
            pieces += piece
            if len(pieces) > limit:
                raise Refused(Problem.TOO_LARGE, f"at most {limit} bytes")
        return bytes(pieces)

    return read_body


SmallBody = Annotated[bytes, Depends(body_within(lambda _limits: SMALL_BODY))]
BatchBody = Annotated[bytes, Depends(body_within(lambda limits: limits.batch_bytes))]
ChunkBody = Annotated[bytes, Depends(body_within(lambda limits: limits.chunk_bytes))]


def check_digest(request: Request, sent: bytes) -> None:
    """Compare the bytes as they were sent with Content-Digest, if there is one."""
    field = request.headers.get("content-digest")
    if field is not None and content_digest_matches(field, sent) is False:
        raise Refused(Problem.DIGEST_MISMATCH)


def open_body(request: Request, sent: bytes, longest: int) -> bytes:
    """Return the body unpacked, with its digest verified. Raises Refused.

    It may unpack to `longest` bytes and to the announced multiple of what was sent.
    """
    check_digest(request, sent)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return sent
    if coding not in ("gzip", "x-gzip"):
        raise Refused(Problem.MEDIA_TYPE, "Content-Encoding: gzip or none")
    return _inflate(sent, longest, get_office(request).settings.limits.inflation_ratio)


def parse_body(request: Request, sent: bytes, longest: int) -> dict[str, Any]:
    """Return the JSON object that a body holds. Raises Refused."""
    media_type = request.headers.get("content-type", "application/json").partition(";")[0]
    if media_type.strip().lower() != "application/json":
        raise Refused(Problem.MEDIA_TYPE, "Content-Type: application/json")
    try:
        value = read_request(open_body(request, sent, longest))
    except (ValueError, RecursionError) as fault:
        raise Refused(Problem.MALFORMED, "the body is not JSON") from fault
    if not isinstance(value, dict):
        raise Refused(Problem.INVALID, "the body is an object")
    return value


def get_text(value: Mapping[str, Any], name: str) -> str:
    """Return a text of a parsed body. Raises Refused."""
    text = value.get(name)
    if not isinstance(text, str) or not is_spellable(text):
        raise Refused(Problem.INVALID, f"{name}: a text")
    return text


def is_spellable(text: str) -> bool:
    """True if a text can be spelled in UTF-8: JSON can name half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def reply_json(request: Request, value: object) -> Response:
    """Spell a JSON reply, packed when it is worth it and the sender can unpack it."""
    return reply_bytes(request, spell_json(value), "application/json")


def reply_bytes(
    request: Request, body: bytes, media_type: str, more: Mapping[str, str] | None = None
) -> Response:
    """Reply with bytes, packed when it is worth it and the sender can unpack it."""
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-store", **(more or {})}
    if len(body) >= _WORTH_PACKING and _accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1, mtime=0)
    return Response(body, 200, headers, media_type)


def _accepts_gzip(request: Request) -> bool:
    for member in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = member.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _inflate(sent: bytes, longest: int, ratio: int) -> bytes:
    bound = min(longest, len(sent) * ratio)
    inflator = zlib.decompressobj(wbits=31)
    try:
        body = inflator.decompress(sent, bound + 1)
    except zlib.error as fault:
        raise Refused(Problem.MALFORMED, "the body is not gzip") from fault
    if len(body) > bound:
        if bound < longest:
            raise Refused(Problem.INFLATION, f"more than {ratio} times what was sent")
        raise Refused(Problem.TOO_LARGE, f"at most {longest} bytes, unpacked")
    if not inflator.eof or inflator.unused_data:
        raise Refused(Problem.MALFORMED, "the gzip is cut or followed by something")
    return body
