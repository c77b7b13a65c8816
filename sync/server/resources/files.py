"""Files by their SHA-256: is it here?"""

from fastapi import APIRouter
from starlette.responses import Response

from sync.protocol.digest import is_sha256
from sync.protocol.problems import Problem
from sync.protocol.receipt import FILE_RECEIPT
from sync.server.errors import Refused
from sync.server.resources.openapi import OF_DEVICES, TEXT, refuses, says
from sync.server.resources.requests import TheDevice, TheOffice
from sync.server.work.vouching import vouch

router = APIRouter(tags=["files"])


@router.head(
    "/v1/files/{sha256}",
    response_class=Response,
    responses=says(200, "It is here, and signed for.", {FILE_RECEIPT: TEXT})
    | refuses(*OF_DEVICES, Problem.NOT_FOUND),
)
def find_file(sha256: str, _device: TheDevice, office: TheOffice) -> Response:
    """Answer 200, signed, when the file is here, whole and right, otherwise 404."""
    signature = vouch(office, sha256) if is_sha256(sha256) else None
    if signature is None:
        raise Refused(Problem.NOT_FOUND)
    return Response(headers={"Cache-Control": "no-store", FILE_RECEIPT: signature})
