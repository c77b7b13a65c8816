"""Taking in files piece by piece, resumable, whole or not at all."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sync.protocol.digest import is_sha256
from sync.protocol.problems import Problem
from sync.server.errors import Refused
from sync.server.files import WrongBytes
from sync.server.settings import spell_instant
from sync.server.tables.devices import find_device
from sync.server.tables.engine import Connection
from sync.server.tables.files import note_file
from sync.server.tables.uploads import (
    Upload,
    advance_upload,
    count_open_uploads,
    count_uploads,
    delete_upload,
    find_unfinished,
    find_upload,
    insert_upload,
)
from sync.server.work.ingesting import find_missing_files
from sync.server.work.opening import Office
from sync.server.work.quotas import may_leave_photo, note_photo
from sync.server.work.summing_up import is_plain
from sync.server.work.sweeping import forget_expired

LONGEST_ID = 64
DEFAULT_MEDIA_TYPE = "application/octet-stream"


def begin_upload(
    office: Office, device_id: str, *, sha256: str, length: int, media_type: str
) -> Upload:
    """Begin an upload; of a file that is here already it is finished at once. Raises Refused.

    Where a device has no more to open, what it had begun of the same file is given up: lost replies
    to that must not use up what it may have open.
    """
    if not is_sha256(sha256):
        raise Refused(Problem.INVALID, "Upload-Metadata names the file's sha256 in hexadecimal")
    if not 0 <= length <= office.settings.limits.photo_bytes:
        raise Refused(Problem.TOO_LARGE, f"at most {office.settings.limits.photo_bytes} bytes")
    forget_expired(office)
    now = office.now()
    upload = Upload(
        id=uuid.uuid4().hex,
        device_id=device_id,
        sha256=sha256,
        media_type=media_type if is_plain(media_type, 100) else DEFAULT_MEDIA_TYPE,
        length=length,
        position=0,
        created_at=spell_instant(now),
        expires_at=spell_instant(now + timedelta(hours=office.settings.upload_hours)),
    )
    with office.database.writing() as connection:
        if not find_missing_files(office, connection, {sha256}):
            upload = replace(upload, position=length)
        find_device(connection, device_id, lock=True)
        given_up: Sequence[str] = ()
        most, begun = office.settings.limits.open_uploads, count_open_uploads(connection, device_id)
        if begun >= most:
            given_up = find_unfinished(connection, device_id, sha256)
            for one in given_up:
                delete_upload(connection, one)
        _refuse_more(office, connection, upload)
        if begun - len(given_up) >= most:
            raise Refused(Problem.TOO_MANY_UPLOADS)
        insert_upload(connection, upload)
    for one in given_up:
        office.uploads.discard(one)
    return _finish(office, upload, upload) if length == 0 else upload


def _refuse_more(office: Office, connection: Connection, upload: Upload) -> None:
    """Raise Refused when a device has left as much as it may."""
    if count_uploads(connection, upload.device_id) >= office.settings.known_uploads:
        raise Refused(Problem.TOO_MANY_UPLOADS)
    is_here = upload.position == upload.length > 0
    if not is_here and not may_leave_photo(office, connection, upload.device_id, upload.sha256):
        raise Refused(Problem.QUOTA)


def load_upload(office: Office, device_id: str, id: str) -> Upload:
    """Return an upload of this device. Raises Refused when there is none or its time is over."""
    if not is_plain(id, LONGEST_ID):
        raise Refused(Problem.NOT_FOUND)
    with office.database.reading() as connection:
        upload = find_upload(connection, id)
    if upload is None or upload.device_id != device_id:
        raise Refused(Problem.NOT_FOUND)
    if upload.expires_at <= office.instant():
        raise Refused(Problem.UPLOAD_GONE)
    return upload


def take_piece(office: Office, upload: Upload, position: int, data: bytes) -> Upload:
    """Store a piece where the upload stands; the last one makes it a file. Raises Refused.

    When the whole is not what its SHA-256 says, all of it is discarded.
    """
    end = position + len(data)
    if position != upload.position:
        raise Refused(Problem.OFFSET_CONFLICT, f"it stands at {upload.position}")
    if end > upload.length:
        raise Refused(Problem.TOO_LARGE, f"the upload has {upload.length} bytes")
    if data:
        office.uploads.write(upload.id, position, data)
    after = upload.moved_on(end)
    if end == upload.length and upload.position < upload.length:
        return _finish(office, upload, after)
    with office.database.writing() as connection:
        if not advance_upload(connection, upload, after):
            raise Refused(Problem.OFFSET_CONFLICT)
    return after


def end_upload(office: Office, upload: Upload) -> None:
    """Forget an upload and what came of it; a finished file stays."""
    office.uploads.discard(upload.id)
    with office.database.writing() as connection:
        delete_upload(connection, upload.id)


def _finish(office: Office, upload: Upload, after: Upload) -> Upload:
    try:
        length = office.files.put(upload.sha256, office.uploads.read(upload.id, after.spans))
    except WrongBytes as fault:
        if _has_moved(office, upload):  # the same piece came twice; the other one was finished
            raise Refused(Problem.OFFSET_CONFLICT) from fault
        end_upload(office, upload)
        raise Refused(Problem.FILE_MISMATCH) from fault
    with office.database.writing() as connection:
        note_file(
            connection,
            upload.sha256,
            length=length,
            media_type=upload.media_type,
            at=office.instant(),
        )
        note_photo(connection, upload.device_id, upload.sha256)
        if not advance_upload(connection, upload, after):
            raise Refused(Problem.OFFSET_CONFLICT)
    office.uploads.discard(upload.id)
    return after


def _has_moved(office: Office, upload: Upload) -> bool:
    with office.database.reading() as connection:
        now = find_upload(connection, upload.id)
    return now is None or now.position != upload.position
