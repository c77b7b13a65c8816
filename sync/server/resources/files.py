"""Files by their SHA-256: is it here?"""

from fastapi import APIRouter
from starlette.responses import Response

from sync.protocol.digest import is_sha256
from sync.protocol.problems import Problem
from sync.protocol.receipt import FILE_RECEIPT, sign_file
from sync.server.errors import Refused
from sync.server.resources.openapi import OF_DEVICES, TEXT, refuses, says
from sync.server.resources.requests import TheDevice, TheOffice
from sync.server.work.ingesting import find_missing_files

router = APIRouter(tags=["files"])


@router.head(
    "/v1/files/{sha256}",
    response_class=Response,
    responses=says(200, "It is here, and signed for.", {FILE_RECEIPT: TEXT})
    | refuses(*OF_DEVICES, Problem.NOT_FOUND),
)
def find_file(sha256: str, _device: TheDevice, office: TheOffice) -> Response:
    """Answer 200, signed, when the file is here, whole and right, otherwise 404."""
    if is_sha256(sha256):
        with office.database.reading() as connection:
            is_here = not find_missing_files(office, connection, {sha256})
        if is_here:
            office.database.settle()
            signed = {FILE_RECEIPT: sign_file(office.key, sha256)}
            return Response(headers={"Cache-Control": "no-store"} | signed)
    raise Refused(Problem.NOT_FOUND)
