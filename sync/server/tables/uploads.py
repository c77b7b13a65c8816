"""The uploads that are open, or finished and not yet expired."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.server.tables.schema import uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: `position` of its `length` bytes are safely stored."""

    id: str
    device_id: str
    sha256: str
    media_type: str
    length: int
    position: int
    created_at: str
    expires_at: str


def insert_upload(connection: Connection, upload: Upload) -> None:
    """Add an upload."""
    values = {name: getattr(upload, name) for name in Upload.__slots__}
    connection.execute(insert(uploads).values(values))


def find_upload(connection: Connection, id: str) -> Upload | None:
    """Return an upload."""
    query = select(uploads).where(uploads.c.id == id)
    row = connection.execute(query).mappings().first()
    return Upload(**row) if row else None


def advance_upload(connection: Connection, upload: Upload, position: int) -> bool:
    """Move an upload on from where it stood; False when it no longer stands there."""
    unmoved = (uploads.c.id == upload.id) & (uploads.c.position == upload.position)
    moved = connection.execute(update(uploads).where(unmoved).values(position=position))
    return moved.rowcount == 1


def delete_upload(connection: Connection, id: str) -> None:
    """Forget an upload."""
    connection.execute(delete(uploads).where(uploads.c.id == id))


def count_open_uploads(connection: Connection, device_id: str | None = None) -> int:
    """Return how many uploads are not finished, of one tablet or of all."""
    query = select(func.count()).where(uploads.c.position < uploads.c.length)
    if device_id is not None:
        query = query.where(uploads.c.device_id == device_id)
    return int(connection.execute(query).scalar_one())


def find_unfinished(connection: Connection, device_id: str, sha256: str) -> Sequence[str]:
    """Return the ids of what a tablet began of a file and did not finish."""
    its = (uploads.c.device_id == device_id) & (uploads.c.sha256 == sha256)
    query = select(uploads.c.id).where(its, uploads.c.position < uploads.c.length)
    return connection.execute(query).scalars().all()


def find_expired_uploads(connection: Connection, now: str) -> Sequence[str]:
    """Return the ids of uploads whose time is over."""
    query = select(uploads.c.id).where(uploads.c.expires_at <= now)
    return connection.execute(query).scalars().all()
