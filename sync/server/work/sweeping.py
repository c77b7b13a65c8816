"""Removing what nobody comes back for: uploads whose time is over, and what races left behind."""

from sync.server.tables.uploads import delete_upload, find_expired_uploads, load_upload_ids
from sync.server.work.opening import Office

LEFT_S = 24 * 3600


def forget_expired(office: Office) -> int:
    """Forget the uploads whose time is over; returns how many. Raises DatabaseTrouble, OSError."""
    with office.database.reading() as connection:
        expired = find_expired_uploads(connection, office.instant())
    for upload_id in expired:
        office.uploads.discard(upload_id)
        with office.database.writing() as connection:
            delete_upload(connection, upload_id)
    return len(expired)


def sweep(office: Office) -> int:
    """Remove those, and what lies in the stores for a day and belongs to nothing; returns how many.

    A piece may come for an upload that was given up at the same moment, and a server may be killed
    while a file is on its way. Raises DatabaseTrouble, OSError.
    """
    removed = forget_expired(office)
    with office.database.reading() as connection:
        known = set(load_upload_ids(connection))
    before = office.now().timestamp() - LEFT_S
    return removed + office.uploads.sweep(known, before) + office.files.sweep(before)
