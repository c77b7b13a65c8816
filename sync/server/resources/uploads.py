"""Uploads that can be resumed: tus 1.0.0 with creation, checksum, expiration and termination."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from sync.protocol.problems import Problem
from sync.protocol.receipt import FILE_RECEIPT
from sync.server.errors import Refused
from sync.server.resources.openapi import OF_DEVICES, TEXT, field, refuses, says, takes_bytes
from sync.server.resources.requests import (
    ChunkBody,
    TheDevice,
    TheOffice,
    check_digest,
    get_office,
)
from sync.server.tables.uploads import Upload
from sync.server.work.opening import Office
from sync.server.work.uploading import begin_upload, end_upload, load_upload, take_piece
from sync.server.work.vouching import vouch

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
_TUS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}

_NUMBER = {"type": "integer", "minimum": 0}
_TOLD: dict[str, Any] = {"Tus-Resumable": {"const": VERSION}}
_STANDING = _TOLD | {"Upload-Offset": _NUMBER, "Upload-Expires": TEXT, FILE_RECEIPT: TEXT}
_PLACE = {"Location": {"type": "string", "format": "uri-reference"}}
_EXTENSIONS = ("Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm")
_SPOKEN = says(204, "What is spoken here.", _TOLD | dict.fromkeys(_EXTENSIONS, TEXT)) | refuses(
    Problem.INTERNAL
)
_VERSION = field("Tus-Resumable", {"const": VERSION}, needed=True)
_LENGTH = field("Upload-Length", _NUMBER, "of the whole file, in bytes", needed=True)
_METADATA = field(
    "Upload-Metadata",
    {"type": "string", "pattern": "^sha256 [A-Za-z0-9+/]{86}==(,media_type [A-Za-z0-9+/]*=*)?$"},
    "names with base64 values: sha256 in hexadecimal, media_type if you like",
    needed=True,
)
_OFFSET = field("Upload-Offset", _NUMBER, "where the upload stands", needed=True)
_CHECKSUM = field("Upload-Checksum", {"type": "string", "pattern": "^sha256 [A-Za-z0-9+/]{43}=$"})
_REFUSED = (*OF_DEVICES, Problem.TUS_VERSION)
_OF_ONE = (Problem.NOT_FOUND, Problem.UPLOAD_GONE)


def require_tus(request: Request) -> None:
    """Refuse a request that does not speak tus 1.0.0."""
    if request.headers.get("tus-resumable") != VERSION:
        raise Refused(Problem.TUS_VERSION, headers={"Tus-Version": VERSION})


router = APIRouter(tags=["uploads"])
speaks_tus = [Depends(require_tus)]


def get_upload(id: str, device: TheDevice, office: TheOffice) -> Upload:
    """Return the upload of the asking device. Raises Refused."""
    return load_upload(office, device.device_id, id)


TheUpload = Annotated[Upload, Depends(get_upload)]


@router.options("/v1/uploads/{id}", status_code=204, response_class=Response, responses=_SPOKEN)
def describe_upload(id: str, office: TheOffice) -> Response:  # noqa: ARG001 - in its address
    """Say what of tus is spoken here."""
    return describe_uploads(office)


@router.options("/v1/uploads", status_code=204, response_class=Response, responses=_SPOKEN)
def describe_uploads(office: TheOffice) -> Response:
    """Say what of tus is spoken here."""
    extensions = "creation,checksum,expiration,termination"
    size = str(office.settings.limits.photo_bytes)
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": extensions,
        "Tus-Max-Size": size,
        "Tus-Checksum-Algorithm": "sha256",
    }
    return Response(status_code=204, headers=_TUS | told)


@router.post(
    "/v1/uploads",
    status_code=201,
    response_class=Response,
    dependencies=speaks_tus,
    openapi_extra={"parameters": [_VERSION, _LENGTH, _METADATA]},
    responses=says(201, "It is begun, or finished when the file is here.", _STANDING | _PLACE)
    | refuses(
        *_REFUSED,
        Problem.INVALID,
        Problem.FILE_MISMATCH,
        Problem.TOO_LARGE,
        Problem.TOO_MANY_UPLOADS,
        Problem.QUOTA,
    ),
)
def create_upload(request: Request, device: TheDevice, office: TheOffice) -> Response:
    """Begin an upload; Upload-Metadata names `sha256` and may name `media_type`."""
    metadata = _parse_metadata(request.headers.get("upload-metadata", ""))
    upload = begin_upload(
        office,
        device.device_id,
        sha256=metadata.get("sha256", "").lower(),
        length=_number(request.headers, "upload-length"),
        media_type=metadata.get("media_type", ""),
    )
    location = {"Location": f"/v1/uploads/{upload.id}"}
    return Response(status_code=201, headers=_standing(office, upload) | location)


@router.head(
    "/v1/uploads/{id}",
    response_class=Response,
    dependencies=speaks_tus,
    openapi_extra={"parameters": [_VERSION]},
    responses=says(200, "So far it is.", _STANDING | {"Upload-Length": _NUMBER})
    | refuses(*_REFUSED, *_OF_ONE),
)
def read_upload(upload: TheUpload, office: TheOffice) -> Response:
    """Say how far an upload is."""
    return Response(headers=_standing(office, upload) | {"Upload-Length": str(upload.length)})


@router.patch(
    "/v1/uploads/{id}",
    status_code=204,
    response_class=Response,
    dependencies=speaks_tus,
    openapi_extra=takes_bytes(PIECE, _VERSION, _OFFSET, _CHECKSUM),
    responses=says(204, "It is taken, and safe.", _STANDING)
    | refuses(
        *_REFUSED,
        *_OF_ONE,
        Problem.MALFORMED,
        Problem.DIGEST_MISMATCH,
        Problem.OFFSET_CONFLICT,
        Problem.TOO_LARGE,
        Problem.MEDIA_TYPE,
        Problem.INVALID,
        Problem.FILE_MISMATCH,
        Problem.CHECKSUM,
        Problem.TOO_SLOW,
    ),
)
def continue_upload(
    request: Request, upload: TheUpload, piece: ChunkBody, office: TheOffice
) -> Response:
    """Take a piece at Upload-Offset, with its Upload-Checksum (sha256) verified if given."""
    if request.headers.get("content-type") != PIECE:
        raise Refused(Problem.MEDIA_TYPE, f"Content-Type: {PIECE}")
    check_digest(request, piece)
    _check_checksum(request.headers.get("upload-checksum"), piece)
    upload = take_piece(office, upload, _number(request.headers, "upload-offset"), piece)
    return Response(status_code=204, headers=_standing(office, upload))


@router.delete(
    "/v1/uploads/{id}",
    status_code=204,
    response_class=Response,
    dependencies=speaks_tus,
    openapi_extra={"parameters": [_VERSION]},
    responses=says(204, "It is forgotten.", _TOLD) | refuses(*_REFUSED, *_OF_ONE),
)
def delete_upload(request: Request, upload: TheUpload) -> Response:
    """Give an upload up."""
    end_upload(get_office(request), upload)
    return Response(status_code=204, headers=_TUS)


def _standing(office: Office, upload: Upload) -> dict[str, str]:
    """Tell how far an upload is; of a finished one also that its file is held."""
    expires = format_datetime(datetime.fromisoformat(upload.expires_at), usegmt=True)
    told = _TUS | {"Upload-Offset": str(upload.position), "Upload-Expires": expires}
    signature = vouch(office, upload.sha256) if upload.position == upload.length else None
    return told | {FILE_RECEIPT: signature} if signature else told


def _number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Refused(Problem.INVALID, f"{name}: a whole number")
    return int(text)


def _parse_metadata(field: str) -> dict[str, str]:
    metadata = {}
    for pair in filter(None, (pair.strip() for pair in field.split(","))):
        name, _, value = pair.partition(" ")
        try:
            metadata[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError) as fault:
            raise Refused(Problem.INVALID, "Upload-Metadata: names with base64 values") from fault
    return metadata


def _check_checksum(field: str | None, piece: bytes) -> None:
    if field is None:
        return
    algorithm, _, value = field.partition(" ")
    if algorithm != "sha256":
        raise Refused(Problem.MALFORMED, "Upload-Checksum: sha256")
    if value.strip() != base64.b64encode(hashlib.sha256(piece).digest()).decode():
        raise Refused(Problem.CHECKSUM)
