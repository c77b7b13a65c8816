"""Sending photos, resumed where the last attempt ended (tus 1.0.0).

A photo is confirmed only when the server signs that it holds a file of this hash. It says so by
itself where an upload ends, or begins with a file that is there; otherwise it is asked.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sync.client.ports import Outbox, OutgoingPhoto
from sync.client.session import Session
from sync.client.trouble import NotTheServer, Refused
from sync.protocol.limits import Limits
from sync.protocol.receipt import FILE_RECEIPT, verify_file

TUS = {"Tus-Resumable": "1.0.0"}
UPLOADS = "/v1/uploads/"
_UPLOAD = re.compile(r"/v1/uploads/[A-Za-z0-9_-]{1,200}")
PIECE = "application/offset+octet-stream"
PIECE_BYTES = 1024 * 1024
Headers = Mapping[str, str]


def send_photos(
    session: Session,
    server_key: bytes,
    outbox: Outbox,
    limits: Limits,
    retrying: Callable[[Callable[[], Any]], Any],
    told: Callable[[int, int], None],
) -> tuple[int, str]:
    """Send every photo that waits; returns how many were confirmed, and why one was not ('').

    A photo whose file is gone, or that the server refuses, waits and does not hold up the others.
    """
    photos = outbox.pending_photos()
    confirmed, problem = 0, ""
    for photo in photos:
        try:
            retrying(partial(send_photo, session, server_key, outbox, limits, photo))
        except OSError:
            problem = "storage"
            continue
        except Refused as refused:
            if refused.status in (401, 403, 429) or refused.status >= 500:
                raise
            problem = refused.problem.value.name if refused.problem else refused.code
            continue
        confirmed += 1
        told(confirmed, len(photos))
    return confirmed, problem


def send_photo(
    session: Session, server_key: bytes, outbox: Outbox, limits: Limits, photo: OutgoingPhoto
) -> None:
    """Bring one photo to the server, or find that it is there, and confirm it. Raises Trouble."""
    url, told = _resume(session, outbox, photo)
    try:
        told = _send_pieces(session, outbox, limits, photo, url, told)
    except NoProgress:
        outbox.remember_upload(photo.sha256, None)
        raise
    except Refused as refused:
        if not _may_go_on(refused):
            outbox.remember_upload(photo.sha256, None)
        raise
    signed = _signature(server_key, photo.sha256, told)
    if signed is None and not is_held(session, server_key, photo.sha256):
        outbox.remember_upload(photo.sha256, None)
        raise NotTheServer("the upload ended and the file is not there")
    outbox.confirm_photo(photo.sha256)
    outbox.remember_upload(photo.sha256, None)


def is_held(session: Session, server_key: bytes, sha256: str) -> bool:
    """True if the server holds a file of this hash. Raises Trouble."""
    return ask_for_file(session, server_key, sha256) is not None


def ask_for_file(session: Session, server_key: bytes, sha256: str) -> str | None:
    """Return the server's signature that it holds a file of this hash, None when it does not.

    Only a yes that the pinned key signed counts: the log-in page of a network says 200 to anything.
    Raises Trouble.
    """
    try:
        answer = session.send("HEAD", f"/v1/files/{sha256}")
    except Refused as refused:
        if refused.status == 404:
            return None
        raise
    signed = _signature(server_key, sha256, answer.headers)
    if signed is None:
        raise NotTheServer("the word that a photo is there is not signed by our server")
    return signed


def _signature(server_key: bytes, sha256: str, told: Headers) -> str | None:
    """Return the signature over this hash that came with an answer, None when none is ours."""
    sig = told.get(FILE_RECEIPT.lower(), "")
    return sig if verify_file(server_key, sha256, sig) else None


def _resume(session: Session, outbox: Outbox, photo: OutgoingPhoto) -> tuple[str, Headers]:
    """Go on with the upload that is known, or begin one; returns where, and what was told of it."""
    known = find_path(session.server_url, outbox.upload_url(photo.sha256))
    if known is not None:
        try:
            return known, session.send("HEAD", known, headers=TUS).headers
        except Refused as refused:
            if _may_go_on(refused):
                raise  # else it is over, or its address is none: a new one is begun
    metadata = f"sha256 {_spell(photo.sha256)},media_type {_spell(photo.media_type)}"
    begun = session.send(
        "POST", UPLOADS.rstrip("/"), data=b"",
        headers=TUS | {"Upload-Length": str(photo.bytes), "Upload-Metadata": metadata},
    )  # fmt: skip
    url = find_path(session.server_url, begun.headers.get("location"))
    if url is None:
        raise NotTheServer("the upload has no address, or one that is elsewhere")
    outbox.remember_upload(photo.sha256, url)
    return url, {"upload-offset": "0", **begun.headers}  # tus need not say where it begins


def find_path(server_url: str, told: str | None) -> str | None:
    """Return the path of an upload at our server; None for what names none, or another place.

    The token goes nowhere else, whatever a server says.
    """
    try:
        named, ours = urlsplit(told or ""), urlsplit(server_url)
    except ValueError:
        return None
    if (named.scheme, named.netloc) not in (("", ""), (ours.scheme, ours.netloc)):
        return None
    if named.query or named.fragment:
        return None
    path = named.path
    if not path.startswith(UPLOADS):
        path = path.removeprefix(ours.path.rstrip("/"))  # a server below a path of its host
    return path if _UPLOAD.fullmatch(path) else None


def _may_go_on(refused: Refused) -> bool:
    """True if an upload is still good after a refusal."""
    return refused.status in (401, 403, 409, 429) or refused.status >= 500


class NoProgress(NotTheServer):
    """An upload that does not get on, whatever is sent."""


def _send_pieces(
    session: Session, outbox: Outbox, limits: Limits, photo: OutgoingPhoto, url: str, told: Headers
) -> Headers:
    """Send what is missing after what was told; returns what was told last."""
    offset = _offset(told, 0)
    if offset >= photo.bytes:  # nothing is missing, so the file here need not be read
        return told
    with outbox.open_photo(photo.sha256) as file:
        file.seek(offset)
        while offset < photo.bytes:
            piece = file.read(min(PIECE_BYTES, limits.chunk_bytes, photo.bytes - offset))
            if not piece:
                raise OSError("the photo's file is shorter than it was")
            checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            headers = TUS | {
                "Content-Type": PIECE,
                "Upload-Offset": str(offset),
                "Upload-Checksum": f"sha256 {checksum}",
            }
            told = session.send("PATCH", url, data=piece, headers=headers).headers
            offset = _offset(told, offset + 1)
            file.seek(offset)
    return told


def _offset(headers: Headers, least: int) -> int:
    text = headers.get("upload-offset", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotTheServer("the upload has no offset")
    if int(text) < least:
        raise NoProgress("the upload does not get on")
    return int(text)


def _spell(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
